/**
 * What the agent knows of its runs: data for the pure machine in `transition.ts`, and what follows from it (the status
 * to tell, the next moment at which something is due).
 */
import type { CameraStatusState, StreamOutput, VideoSettings } from '@rpi-live-camera/protocol';
import type { Failure } from '../errors/agent-error.js';

/** One START … STOP. `runId` is null for a START that named none, as older systems send it. */
export type Run = {
  runId: string | null;
  output: StreamOutput;
  video: Partial<VideoSettings>;
  /** When the camera stops by itself, on the monotonic clock. */
  leaseEndsAtMs: number;
  /** `id` of the START that is still owed a `succeeded` or `failed`. */
  unansweredStartId: string | null;
};

/**
 * `capturing` and `stopping` own one capture; no other state does, so there are never two.
 * `pausing` is a run whose capture failed and is tried again at `retryAtMs`.
 */
export type Activity =
  | { name: 'idle' }
  | {
      name: 'capturing';
      run: Run;
      captureId: number;
      /** When the first bytes left; null while there are none. */
      deliveringSinceMs: number | null;
      /** Captures of this run that failed in a row. */
      failureCount: number;
    }
  | { name: 'pausing'; run: Run; retryAtMs: number; failureCount: number }
  | {
      name: 'stopping';
      runId: string | null;
      captureId: number;
      /** Begins when the old capture is gone. */
      next: Run | null;
      unansweredStopId: string | null;
    }
  /** The agent ends; `captureId` is null once its capture is gone. */
  | { name: 'closing'; captureId: number | null };

export type RunState = {
  activity: Activity;
  /** Newest last, at most `maxSeenMessageIds`; the oldest is forgotten. */
  seenMessageIds: readonly string[];
  /** Runs that were stopped or replaced, newest last, at most `maxEndedRunIds`; the oldest is forgotten. */
  endedRunIds: readonly string[];
  /** Captures started so far; names the newest. */
  captureCount: number;
  /** Why the last run ended badly; cleared when a capture delivers again. */
  lastFailure: Failure | null;
};

/** A QoS 1 link repeats a message within seconds; at a renewal every 10 s this is more than half an hour. */
export const maxSeenMessageIds = 256;
export const maxEndedRunIds = 64;

export const initialRunState: RunState = {
  activity: { name: 'idle' },
  seenMessageIds: [],
  endedRunIds: [],
  captureCount: 0,
  lastFailure: null,
};

/** What to tell of this state in the camera's status. */
export function statusOf({ activity, lastFailure }: RunState): {
  state: CameraStatusState;
  runId: string | null;
  lastError: Failure | null;
} {
  switch (activity.name) {
    case 'idle':
      return { state: 'idle', runId: null, lastError: lastFailure };
    case 'capturing': {
      const state = activity.deliveringSinceMs === null ? 'starting' : 'streaming';
      return { state, runId: activity.run.runId, lastError: lastFailure };
    }
    case 'pausing':
      return { state: 'error', runId: activity.run.runId, lastError: lastFailure };
    case 'stopping':
      return { state: 'stopping', runId: activity.runId, lastError: lastFailure };
    case 'closing':
      return {
        state: activity.captureId === null ? 'offline' : 'stopping',
        runId: null,
        lastError: lastFailure,
      };
  }
}

/** When a `time_passed` is due next, on the monotonic clock; null when nothing waits for time. */
export function wakeAtMs({ activity }: RunState): number | null {
  switch (activity.name) {
    case 'capturing':
      return activity.run.leaseEndsAtMs;
    case 'pausing':
      return Math.min(activity.run.leaseEndsAtMs, activity.retryAtMs);
    case 'stopping':
      return activity.next?.leaseEndsAtMs ?? null;
    default:
      return null;
  }
}
