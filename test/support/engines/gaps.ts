/**
 * What an engine cannot do, or cannot be made to do here, and why. The suite skips by this table and says the reason; it
 * also looks whether what is missing is still missing. `docs/browsers.md` shows the table.
 */
import type { EngineName } from './engine.js';

/** What tests may need beyond the seam of an engine. */
export type Feature =
  | 'webrtc'
  | 'ManagedMediaSource'
  | 'moveBefore'
  | 'full screen by a key'
  | 'heap size'
  | 'count of nodes'
  | 'count of listeners';

export type Gap = {
  engine: EngineName;
  feature: Feature;
  /** Ends the sentence "skipped, because …". */
  reason: string;
  /** Called in the page: whether the engine has it by now. Absent where a page cannot tell. */
  isThere?: () => boolean;
};

export const gaps: readonly Gap[] = [
  {
    engine: 'chromium',
    feature: 'ManagedMediaSource',
    reason: 'only WebKit has it',
    isThere: () => 'ManagedMediaSource' in globalThis,
  },
  {
    engine: 'firefox',
    feature: 'ManagedMediaSource',
    reason: 'only WebKit has it',
    isThere: () => 'ManagedMediaSource' in globalThis,
  },
  {
    engine: 'firefox',
    feature: 'webrtc',
    reason:
      'Firefox decodes H.264 in WebRTC by OpenH264, which it downloads some time after its first start; nothing is downloaded here',
    isThere: () =>
      RTCRtpReceiver.getCapabilities('video')?.codecs.some(({ mimeType }) => mimeType === 'video/H264') ===
      true,
  },
  {
    engine: 'firefox',
    feature: 'full screen by a key',
    reason: 'a window of headless Firefox never has the focus, without which full screen is refused',
  },
  {
    engine: 'firefox',
    feature: 'count of listeners',
    reason: 'its memory reports do not count them',
  },
  {
    engine: 'webkit',
    feature: 'webrtc',
    reason: 'Debian builds WebKitGTK without WebRTC, so there is no RTCPeerConnection',
    isThere: () => 'RTCPeerConnection' in globalThis,
  },
  {
    engine: 'webkit',
    feature: 'moveBefore',
    reason: 'WebKitGTK 2.50 has no Element.moveBefore()',
    isThere: () => 'moveBefore' in Element.prototype,
  },
  {
    engine: 'webkit',
    feature: 'heap size',
    reason: 'WebDriver does not tell it; what is collected is seen by WeakRef all the same',
  },
  {
    engine: 'webkit',
    feature: 'count of nodes',
    reason: 'WebDriver does not tell it; what is collected is seen by WeakRef all the same',
  },
  { engine: 'webkit', feature: 'count of listeners', reason: 'WebDriver does not tell it' },
];

/** The reason to skip what needs `feature`, as node:test takes it; `false`: it can be tested. */
export function gapOf(engine: EngineName, feature: Feature): string | false {
  const gap = gaps.find((one) => one.engine === engine && one.feature === feature);
  return gap ? `${engine}, ${feature}: ${gap.reason}` : false;
}
