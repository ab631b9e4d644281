/**
 * AAC frames that nobody hears, for a camera whose sound has gone: players stop where one track of two has nothing. Pure;
 * used by the audio track.
 */
import type { AacParameters } from '../mpegts/access-unit.js';

/**
 * ISO 14496-3 §4.4.2.1, a raw data block without a single spectral coefficient (`max_sfb` 0): an element with all of its
 * fields 0, then the end mark `111`. For two channels one pair with a common window.
 */
const silentFrames: ReadonlyMap<number, Buffer> = new Map([
  [1, Buffer.from('00000007', 'hex')],
  [2, Buffer.from('21000000001c', 'hex')],
]);

/** @returns `undefined` for what is not AAC-LC with one or two channels */
export function silentFrameFor({ codec, channelCount }: AacParameters): Buffer | undefined {
  return codec === 'mp4a.40.2' ? silentFrames.get(channelCount) : undefined;
}
