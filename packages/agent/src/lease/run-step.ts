/**
 * The vocabulary of the run machine: what it is told, what it asks for, and the steps that several of its rules share.
 * Used by `transition.ts` and `on-command.ts`; `RunDriver` speaks the types.
 */
import type {
  ForceKeyframeCommand,
  StartCommand,
  StopCommand,
  StreamOutput,
  VideoSettings,
} from '@rpi-live-camera/protocol';
import type { Failure } from '../errors/agent-error.js';
import { type Activity, maxEndedRunIds, type Run, type RunState } from './run-state.js';

export type CommandEvent =
  | { type: 'start'; command: StartCommand; atMs: number }
  | { type: 'stop'; command: StopCommand; atMs: number }
  | { type: 'force_keyframe'; command: ForceKeyframeCommand; atMs: number };

export type RunEvent =
  | CommandEvent
  /** The first bytes of a capture have left. */
  | { type: 'capture_delivering'; captureId: number; atMs: number }
  /** The capture and whatever it held are gone. `failure` is null when it was told to stop. */
  | { type: 'capture_ended'; captureId: number; failure: Failure | null; atMs: number }
  | { type: 'time_passed'; atMs: number }
  | { type: 'shutdown'; atMs: number };

export type RunEffect =
  | { type: 'start_capture'; captureId: number; output: StreamOutput; video: Partial<VideoSettings> }
  | { type: 'stop_capture'; captureId: number }
  | { type: 'force_keyframe'; captureId: number }
  | { type: 'reply'; inReplyTo: string; status: 'accepted' | 'succeeded' }
  | { type: 'reply'; inReplyTo: string; status: 'failed' | 'rejected'; error: Failure };

export type RunRules = {
  /** Lease of a START that names a run and no `leaseMs`. */
  defaultLeaseMs: number;
  /**
   * The longest a camera streams without hearing a START: longer leases are cut to it, and a START which is nothing but
   * `action`, from a system that knows of no leases, gets exactly this.
   */
  maxLeaseMs: number;
  /** Where to push when START does not say; null: such a START is rejected. */
  fallbackOutput: StreamOutput | null;
  canForceKeyframe: boolean;
};

export type RunStep = { state: RunState; effects: RunEffect[] };

/** The run that is going or about to. */
export function wantedRun(activity: Activity): Run | null {
  if (activity.name === 'capturing' || activity.name === 'pausing') return activity.run;
  return activity.name === 'stopping' ? activity.next : null;
}

export function begin(state: RunState, run: Run, failureCount: number, effects: RunEffect[]): RunStep {
  const captureId = state.captureCount + 1;
  const activity: Activity = { name: 'capturing', run, captureId, deliveringSinceMs: null, failureCount };
  const start: RunEffect = { type: 'start_capture', captureId, output: run.output, video: run.video };
  return { state: { ...state, activity, captureCount: captureId }, effects: [...effects, start] };
}

export function stopCapture(
  state: RunState,
  { captureId, run }: Activity & { name: 'capturing' },
  { next, unansweredStopId }: { next: Run | null; unansweredStopId: string | null },
  effects: RunEffect[],
): RunStep {
  const activity: Activity = { name: 'stopping', runId: run.runId, captureId, next, unansweredStopId };
  return { state: { ...state, activity }, effects: [...effects, { type: 'stop_capture', captureId }] };
}

export function rememberEnded(state: RunState, runId: string | null): RunState {
  if (runId === null || state.endedRunIds.includes(runId)) return state;
  return { ...state, endedRunIds: keepNewest(state.endedRunIds, runId, maxEndedRunIds) };
}

export function keepNewest(list: readonly string[], item: string, maxCount: number): string[] {
  return [...list, item].slice(-maxCount);
}

export function reply(id: string | undefined, status: 'accepted' | 'succeeded'): RunEffect[] {
  return id === undefined ? [] : [{ type: 'reply', inReplyTo: id, status }];
}

export function reject(state: RunState, id: string | undefined, error: Failure): RunStep {
  return {
    state,
    effects: id === undefined ? [] : [{ type: 'reply', inReplyTo: id, status: 'rejected', error }],
  };
}

export function answerStart({ unansweredStartId }: Run, error: Failure): RunEffect[] {
  if (unansweredStartId === null) return [];
  return [{ type: 'reply', inReplyTo: unansweredStartId, status: 'failed', error }];
}
