/** What the machine of a camera's runs may ask for, and why a run may end. Made by `run-state.ts`, carried out by `RunKeeper`. */
import type { ProblemCode, StartPhase } from '@rpi-live-camera/protocol/http';

export type RunTimer = 'wake' | 'renewal' | 'retry';

/** Why a run ended that was still wanted, in the words of logs and metrics. */
export const runEndReasons = [
  /** The receiver never listened: no ffmpeg, no port, no file descriptor. */
  'ingest_not_opened',
  /** The receiver died, hung up on us, or broke. */
  'ingest_failed',
  /** The camera hung up. */
  'camera_left',
  /** The camera sent nothing after START. */
  'start_timeout',
  /** The camera said that it failed, or sends what cannot be shown. */
  'camera_failed',
  /** No bytes for `ingest.timeoutMs`. */
  'bytes_stopped',
  /** Bytes come, but nothing in them that could be shown. */
  'pictures_stopped',
] as const;
export type RunEndReason = (typeof runEndReasons)[number];

export type RunEffect =
  | { type: 'open_ingest'; runId: string }
  | { type: 'publish_start'; runId: string }
  /** Closes the ingest, if it is open. */
  | { type: 'close_ingest'; runId: string }
  /** Tells the camera to stop. Comes before `close_ingest`, so that a camera which ignores it can be noticed. */
  | { type: 'publish_stop'; runId: string }
  | { type: 'set_timer'; timer: RunTimer; afterMs: number }
  | { type: 'clear_timer'; timer: RunTimer }
  | { type: 'report_phase'; phase: StartPhase }
  /** A run ended that was wanted; another one begins after `retryMs`. */
  | { type: 'report_end'; runId: string; reason: RunEndReason; message: string; retryMs: number }
  /** Whoever waits for the first picture is told. */
  | { type: 'report_failure'; code: ProblemCode; message: string };
