/**
 * The life of a camera's runs, as a pure machine: one run at a time, started when somebody watches, its lease renewed
 * while they do, replaced when its bytes stop, ended when nobody is left. `RunKeeper` feeds it events and carries out
 * its effects; the model test in `test/model` drives it against the agent's machine over a bad link.
 */
import type { ProblemCode } from '@rpi-live-camera/protocol/http';
import { retryDelayMs } from './retry-delay.js';
import type { RunEffect, RunEndReason } from './run-effect.js';

/**
 * `pausing` is between two runs. `unstopped` is an earlier run that the camera may still be busy with, until it has
 * been told of another run or to stop. `attempt` counts runs that did not last.
 */
export type RunState =
  | { name: 'idle' }
  | { name: 'opening'; runId: string; attempt: number; unstopped: string | undefined }
  | { name: 'waking'; runId: string; attempt: number; unstopped: string | undefined; startDelivered: boolean }
  /** `hasPicture`: something to play has come of it, so that a failure now is an interruption. */
  | { name: 'streaming'; runId: string; attempt: number; hasPicture: boolean }
  | { name: 'pausing'; attempt: number; unstopped: string | undefined };

export type RunEvent =
  /** Somebody watches. `runId` names the run that this may begin. */
  | { type: 'wanted'; runId: string }
  /** Nobody has watched for the grace time. */
  | { type: 'unwanted' }
  /** The ingest listens: START may go out. */
  | { type: 'listening'; runId: string }
  /** The broker took START. */
  | { type: 'start_delivered'; runId: string }
  /** The first bytes of the run came in. */
  | { type: 'bytes_arrived'; runId: string }
  /** There is something to play. */
  | { type: 'picture_arrived'; runId: string }
  /** No bytes for `ingest.timeoutMs`, after there were some. */
  | { type: 'bytes_stopped'; runId: string }
  /** Bytes come, but for `pictureTimeoutMs` nothing that could be shown was in them. */
  | { type: 'pictures_stopped'; runId: string }
  /** The receiving end ended or never opened. */
  | { type: 'ingest_ended'; runId: string; reason: 'camera_left' | 'ingest_failed'; message: string }
  /** The camera answered START with `failed` or `rejected`. */
  | { type: 'camera_refused'; runId: string; message: string }
  /** The camera says that the run has failed, which it noticed sooner than bytes can be missed. */
  | { type: 'camera_failed'; runId: string; message: string }
  /** The camera came back and is not busy with a run. */
  | { type: 'camera_idle' }
  /** The broker can be reached again. */
  | { type: 'link_up' }
  | { type: 'wake_due' }
  | { type: 'renewal_due' }
  /** `runId` names the run that begins now. */
  | { type: 'retry_due'; runId: string };

export type RunRules = {
  /** How long the camera streams on without a renewal. It is renewed every third of this. */
  leaseMs: number;
  /** `none`: the camera knows `action` alone: START goes out once a run and nothing is renewed. */
  lease: 'renewed' | 'none';
  /** How long a camera has to send its first bytes. */
  wakeTimeoutMs: number;
  /** How long a camera may be without bytes, once it has sent some. */
  silenceTimeoutMs: number;
  /** How long its bytes may be without a picture, once there was one; before the first it has `wakeTimeoutMs`. */
  pictureTimeoutMs: number;
};

export type RunStep = { state: RunState; effects: RunEffect[] };

export function transition(state: RunState, event: RunEvent, rules: RunRules): RunStep {
  if ('runId' in event && event.type !== 'wanted' && event.type !== 'retry_due') {
    if (!('runId' in state) || state.runId !== event.runId) return stay(state);
  }
  switch (event.type) {
    case 'wanted':
      return state.name === 'idle' ? open(event.runId, { attempt: 0, unstopped: undefined }) : stay(state);
    case 'unwanted':
      return end(state);
    case 'listening':
      return state.name === 'opening' ? wake(state, rules) : stay(state);
    case 'start_delivered':
      return state.name === 'waking'
        ? stay({ ...state, startDelivered: true, unstopped: undefined })
        : stay(state);
    case 'bytes_arrived':
      return state.name === 'waking'
        ? step({ name: 'streaming', runId: state.runId, attempt: state.attempt, hasPicture: false }, [
            { type: 'clear_timer', timer: 'wake' },
            { type: 'report_phase', phase: 'receiving' },
          ])
        : stay(state);
    case 'picture_arrived':
      return state.name === 'streaming' ? stay({ ...state, hasPicture: true }) : stay(state);
    case 'bytes_stopped':
      return replaceStreaming(state, event.type, `Nothing came for ${rules.silenceTimeoutMs} ms.`);
    case 'pictures_stopped':
      return replaceStreaming(state, event.type, 'The camera sends, but no picture that could be shown.');
    case 'ingest_ended':
      return onIngestEnded(state, event.reason, event.message);
    case 'camera_refused':
      return onCameraRefused(state, event.message);
    case 'camera_failed':
      return replaceStreaming(state, event.type, event.message);
    case 'camera_idle':
      return state.name === 'waking' && rules.lease === 'renewed' ? renew(state, rules) : stay(state);
    case 'link_up':
      return onLinkUp(state, rules);
    case 'renewal_due':
      return onRenewalDue(state, rules);
    case 'wake_due':
      return state.name === 'waking'
        ? giveUp(state, {
            reason: 'start_timeout',
            code: 'camera_timeout',
            message: `The camera sent nothing for ${rules.wakeTimeoutMs} ms after START.`,
          })
        : stay(state);
    case 'retry_due':
      return state.name === 'pausing' ? open(event.runId, state) : stay(state);
  }
}

function step(state: RunState, effects: RunEffect[]): RunStep {
  return { state, effects };
}

function stay(state: RunState): RunStep {
  return { state, effects: [] };
}

function open(
  runId: string,
  { attempt, unstopped }: { attempt: number; unstopped: string | undefined },
): RunStep {
  return step({ name: 'opening', runId, attempt, unstopped }, [
    { type: 'report_phase', phase: 'waking' },
    { type: 'open_ingest', runId },
  ]);
}

function wake(state: RunState & { name: 'opening' }, rules: RunRules): RunStep {
  return step({ ...state, name: 'waking', startDelivered: false }, [
    { type: 'publish_start', runId: state.runId },
    { type: 'set_timer', timer: 'wake', afterMs: rules.wakeTimeoutMs },
    { type: 'set_timer', timer: 'renewal', afterMs: renewalMs(rules) },
  ]);
}

function renewalMs(rules: RunRules): number {
  return Math.floor(rules.leaseMs / 3);
}

function renew(state: RunState & { runId: string }, rules: RunRules): RunStep {
  return step(state, [
    { type: 'publish_start', runId: state.runId },
    { type: 'set_timer', timer: 'renewal', afterMs: renewalMs(rules) },
  ]);
}

/** A run that shows something when it is renewed counts as healthy: the next failure is met without delay again. */
function onRenewalDue(state: RunState, rules: RunRules): RunStep {
  if (state.name !== 'waking' && state.name !== 'streaming') return stay(state);
  const next = state.name === 'streaming' && state.hasPicture ? { ...state, attempt: 0 } : state;
  if (rules.lease === 'renewed') return renew(next, rules);
  return step(next, [{ type: 'set_timer', timer: 'renewal', afterMs: renewalMs(rules) }]);
}

/** A lease may have come close to its end while the broker was away; a START without a lease is repeated only if lost. */
function onLinkUp(state: RunState, rules: RunRules): RunStep {
  if (state.name !== 'waking' && state.name !== 'streaming') return stay(state);
  if (rules.lease === 'renewed') return renew(state, rules);
  const isStartLost = state.name === 'waking' && !state.startDelivered;
  return step(state, isStartLost ? [{ type: 'publish_start', runId: state.runId }] : []);
}

function onIngestEnded(state: RunState, reason: RunEndReason, message: string): RunStep {
  switch (state.name) {
    case 'opening':
      return giveUp(state, { reason: 'ingest_not_opened', code: 'ffmpeg_failed', message });
    case 'waking':
    case 'streaming':
      return replace(state, reason, message);
    default:
      return stay(state);
  }
}

function onCameraRefused(state: RunState, message: string): RunStep {
  if (state.name === 'waking' || (state.name === 'streaming' && !state.hasPicture))
    return giveUp(state, { reason: 'camera_failed', code: 'camera_failed', message });
  return replaceStreaming(state, 'camera_failed', message);
}

const clearRunTimers: RunEffect[] = [
  { type: 'clear_timer', timer: 'wake' },
  { type: 'clear_timer', timer: 'renewal' },
];

/** Ends this run without STOP, since the START of the next one replaces it at the camera. */
function replace(
  state: RunState & { runId: string; attempt: number },
  reason: RunEndReason,
  message: string,
): RunStep {
  const retryMs = retryDelayMs(state.attempt);
  return step({ name: 'pausing', unstopped: state.runId, attempt: state.attempt + 1 }, [
    ...clearRunTimers,
    { type: 'close_ingest', runId: state.runId },
    { type: 'set_timer', timer: 'retry', afterMs: retryMs },
    { type: 'report_end', runId: state.runId, reason, message, retryMs },
  ]);
}

function replaceStreaming(state: RunState, reason: RunEndReason, message: string): RunStep {
  return state.name === 'streaming' ? replace(state, reason, message) : stay(state);
}

/** Ends this run with STOP, tells why, and tries again later, for as long as somebody still wants it. */
function giveUp(
  state: RunState & { name: 'opening' | 'waking' | 'streaming' },
  { reason, code, message }: { reason: RunEndReason; code: ProblemCode; message: string },
): RunStep {
  const retryMs = retryDelayMs(state.attempt + 1);
  return step({ name: 'pausing', unstopped: undefined, attempt: state.attempt + 1 }, [
    ...clearRunTimers,
    ...stopRuns(state),
    { type: 'close_ingest', runId: state.runId },
    { type: 'set_timer', timer: 'retry', afterMs: retryMs },
    { type: 'report_end', runId: state.runId, reason, message, retryMs },
    { type: 'report_failure', code, message },
  ]);
}

function end(state: RunState): RunStep {
  if (state.name === 'idle') return stay(state);
  return step({ name: 'idle' }, [
    ...clearRunTimers,
    { type: 'clear_timer', timer: 'retry' },
    ...stopRuns(state),
    ...('runId' in state ? [{ type: 'close_ingest', runId: state.runId } as const] : []),
  ]);
}

/** STOP for every run that the camera may be busy with: it ignores one that names another run than its own. */
function stopRuns(state: RunState): RunEffect[] {
  const runIds = [
    'unstopped' in state ? state.unstopped : undefined,
    state.name === 'waking' || state.name === 'streaming' ? state.runId : undefined,
  ];
  return runIds.filter((runId) => runId !== undefined).map((runId) => ({ type: 'publish_stop', runId }));
}
