/** Where the access units of one run go. Implemented by the run packager, written to by the demuxer. */
import type { AccessUnit } from '../mpegts/access-unit.js';

/** What the program in the transport stream says it holds. */
export type RunTracks = { hasVideo: boolean; hasAudio: boolean };

export interface RunSink {
  /** When a picture last went on to viewers, on the monotonic clock; `-Infinity` before the first. */
  readonly lastPictureAtMs: number;
  /** Call it before the first access unit. Without it no sound is expected. */
  setTracks(tracks: RunTracks): void;
  write(unit: AccessUnit): void;
  /** Ends the run; what is open is completed. Idempotent, and what is written later is ignored. */
  end(): void;
}
