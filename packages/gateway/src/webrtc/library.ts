/**
 * Whether the WebRTC library is there: it is native and optional, and npm has no build of it for every machine. It is
 * loaded by `peer-program.ts` alone, in a process of its own.
 */
import { createRequire } from 'node:module';

/** Without loading it. */
export function isWebRtcInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve('node-datachannel');
    return true;
  } catch {
    return false;
  }
}
