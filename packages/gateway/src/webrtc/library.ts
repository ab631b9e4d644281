/**
 * The WebRTC library: native, optional, loaded when the first viewer wants it. Where npm has no build of it for a platform
 * it is not there, and WebRTC is not offered.
 */
import { createRequire } from 'node:module';

export type WebRtcLibrary = typeof import('node-datachannel');

/** Whether it is installed, without loading it. */
export function isWebRtcInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve('node-datachannel');
    return true;
  } catch {
    return false;
  }
}

export function loadWebRtc(): Promise<WebRtcLibrary> {
  return import('node-datachannel');
}
