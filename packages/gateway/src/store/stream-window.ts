/** What is known of a stream at one moment: what its playlist says. */
import type { HlsTargets } from '../packager/hls-targets.js';
import type { Segment } from './segment.js';

/** What a playlist says, at one moment. */
export type StreamWindow = {
  /** Rises with every change of what is listed. */
  version: number;
  targets: HlsTargets;
  /** Oldest first, at least one of them with parts; the last one may be open. */
  segments: readonly Segment[];
  discontinuitySequence: number;
  /** The part that comes next, whichever segment it will belong to. */
  nextPartName: string;
  /** The init segment that comes before it; `undefined` where the newest listed one stays in force. */
  nextInitName: string | undefined;
};
