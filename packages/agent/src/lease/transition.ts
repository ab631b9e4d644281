/**
 * The life of the agent's runs, as a pure machine: START begins, renews or replaces, STOP ends, and so does the lease.
 * At most one capture exists at any time, over links that lose, repeat and reorder. `RunDriver` feeds it events and
 * carries out its effects. Rules: `docs/protocol.md`.
 */
import type { Failure } from '../errors/agent-error.js';
import { onCommand } from './on-command.js';
import type { Activity, RunState } from './run-state.js';
import {
  answerStart,
  begin,
  type RunEvent,
  type RunRules,
  type RunStep,
  reply,
  stopCapture,
  wantedRun,
} from './run-step.js';

/** Pauses between captures that fail in a row; the last one repeats for as long as the lease lasts. */
export const retryDelaysMs = [500, 1000, 2000, 4000, 5000] as const;
/** A camera in use is asked for this often at first: whoever has it may be about to end. */
export const busyRetryMs = 1000;
/** So often START waits for such a camera before it fails, within the patience of a gateway. */
export const maxBusyRetries = 6;
/** A capture that delivered this long was healthy: the next failure counts as the first. */
export const healthyCaptureMs = 10_000;

const leaseExpired: Failure = {
  code: 'lease_expired',
  message:
    'No START renewed the lease in time, so the camera stopped by itself. Check the gateway and the broker.',
};

export function transition(state: RunState, event: RunEvent, rules: RunRules): RunStep {
  switch (event.type) {
    case 'start':
    case 'stop':
    case 'force_keyframe':
      return onCommand(state, event, rules);
    case 'capture_delivering':
      return onDelivering(state, event.captureId, event.atMs);
    case 'capture_ended':
      return onCaptureEnded(state, event);
    case 'time_passed':
      return onTimePassed(state, event.atMs);
    case 'shutdown':
      return onShutdown(state);
  }
}

function onDelivering(state: RunState, captureId: number, atMs: number): RunStep {
  const { activity } = state;
  if (activity.name !== 'capturing' || activity.captureId !== captureId) return { state, effects: [] };
  const { unansweredStartId } = activity.run;
  const run = { ...activity.run, unansweredStartId: null };
  return {
    state: { ...state, lastFailure: null, activity: { ...activity, run, deliveringSinceMs: atMs } },
    effects: reply(unansweredStartId ?? undefined, 'succeeded'),
  };
}

function onCaptureEnded(state: RunState, event: RunEvent & { type: 'capture_ended' }): RunStep {
  const { activity } = state;
  if (!('captureId' in activity) || activity.captureId !== event.captureId) return { state, effects: [] };
  switch (activity.name) {
    case 'closing':
      return { state: { ...state, activity: { name: 'closing', captureId: null } }, effects: [] };
    case 'stopping': {
      const effects = reply(activity.unansweredStopId ?? undefined, 'succeeded');
      const idle: RunState = { ...state, activity: { name: 'idle' } };
      const { next } = activity;
      if (next === null) return { state: idle, effects };
      if (event.atMs < next.leaseEndsAtMs) return begin(idle, next, 0, effects);
      return {
        state: { ...idle, lastFailure: leaseExpired },
        effects: [...effects, ...answerStart(next, leaseExpired)],
      };
    }
    case 'capturing': {
      const failure = event.failure ?? { code: 'capture_failed', message: 'The capture ended by itself.' };
      const { deliveringSinceMs, run } = activity;
      const wasHealthy = deliveringSinceMs !== null && event.atMs - deliveringSinceMs >= healthyCaptureMs;
      const failureCount = wasHealthy ? 1 : activity.failureCount + 1;
      const isAwaited = failure.code === 'camera_busy' && failureCount <= maxBusyRetries;
      const backOffMs = retryDelaysMs[Math.min(failureCount, retryDelaysMs.length) - 1]!;
      const pausing: Activity = {
        name: 'pausing',
        run: isAwaited ? run : { ...run, unansweredStartId: null },
        retryAtMs: event.atMs + (isAwaited ? busyRetryMs : backOffMs),
        failureCount,
      };
      return {
        state: { ...state, activity: pausing, lastFailure: failure },
        effects: isAwaited ? [] : answerStart(run, failure),
      };
    }
  }
}

function onTimePassed(state: RunState, atMs: number): RunStep {
  const { activity } = state;
  const run = wantedRun(activity);
  if (run === null) return { state, effects: [] };
  if (atMs < run.leaseEndsAtMs) {
    return activity.name === 'pausing' && atMs >= activity.retryAtMs
      ? begin(state, run, activity.failureCount, [])
      : { state, effects: [] };
  }
  const expired = { ...state, lastFailure: leaseExpired };
  const effects = answerStart(run, leaseExpired);
  switch (activity.name) {
    case 'capturing':
      return stopCapture(expired, activity, { next: null, unansweredStopId: null }, effects);
    case 'stopping':
      return { state: { ...expired, activity: { ...activity, next: null } }, effects };
    default:
      return { state: { ...expired, activity: { name: 'idle' } }, effects };
  }
}

function onShutdown(state: RunState): RunStep {
  const { activity } = state;
  if (activity.name === 'closing') return { state, effects: [] };
  const run = wantedRun(activity);
  const effects = run
    ? answerStart(run, { code: 'shutting_down', message: 'The agent is shutting down.' })
    : [];
  const captureId = 'captureId' in activity ? activity.captureId : null;
  if (activity.name === 'capturing') effects.push({ type: 'stop_capture', captureId: activity.captureId });
  return { state: { ...state, activity: { name: 'closing', captureId } }, effects };
}
