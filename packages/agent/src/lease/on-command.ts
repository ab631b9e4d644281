/**
 * What START, STOP and FORCE_KEYFRAME do to the runs: one half of the pure machine, called by `transition.ts`.
 * A repeated message `id` does nothing; a START for a run that has ended is rejected, since links reorder.
 */
import type { ForceKeyframeCommand, StartCommand, StopCommand } from '@rpi-live-camera/protocol';
import type { Failure } from '../errors/agent-error.js';
import { maxSeenMessageIds, type Run, type RunState } from './run-state.js';
import {
  answerStart,
  begin,
  type CommandEvent,
  keepNewest,
  type RunEffect,
  type RunRules,
  type RunStep,
  reject,
  rememberEnded,
  reply,
  stopCapture,
  wantedRun,
} from './run-step.js';

export function onCommand(state: RunState, event: CommandEvent, rules: RunRules): RunStep {
  const { id } = event.command;
  if (id !== undefined && state.seenMessageIds.includes(id)) return { state, effects: [] };
  const noted =
    id === undefined
      ? state
      : { ...state, seenMessageIds: keepNewest(state.seenMessageIds, id, maxSeenMessageIds) };
  switch (event.type) {
    case 'start':
      return onStart(noted, event.command, event.atMs, rules);
    case 'stop':
      return onStop(noted, event.command);
    case 'force_keyframe':
      return onForceKeyframe(noted, event.command, rules);
  }
}

function onStart(state: RunState, command: StartCommand, atMs: number, rules: RunRules): RunStep {
  const runId = command.runId ?? null;
  const { activity } = state;
  if (activity.name === 'closing') {
    return reject(state, command.id, { code: 'shutting_down', message: 'The agent is shutting down.' });
  }
  if (runId !== null && state.endedRunIds.includes(runId)) {
    const message = `Run ${runId} has been stopped or replaced. Start a new one under another runId.`;
    return reject(state, command.id, { code: 'run_ended', message });
  }
  const leaseEndsAtMs = atMs + leaseOf(command, rules);
  const current = wantedRun(activity);
  if (current?.runId === runId) return renew(state, command.id, leaseEndsAtMs);
  const output = command.output ?? rules.fallbackOutput;
  if (output === null) {
    const message =
      'START has no output, so there is nowhere to push. Send output.url, or set output.url in the configuration of the agent.';
    return reject(state, command.id, { code: 'output_missing', message });
  }
  const run: Run = {
    runId,
    output,
    video: command.video ?? {},
    leaseEndsAtMs,
    unansweredStartId: command.id ?? null,
  };
  const replaced: Failure = { code: 'run_replaced', message: `Replaced by run ${runId ?? '(unnamed)'}.` };
  const effects = [...reply(command.id, 'accepted'), ...(current ? answerStart(current, replaced) : [])];
  const noted = current ? rememberEnded(state, current.runId) : state;
  switch (activity.name) {
    case 'idle':
    case 'pausing':
      return begin(noted, run, 0, effects);
    case 'capturing':
      return stopCapture(noted, activity, { next: run, unansweredStopId: null }, effects);
    case 'stopping':
      return { state: { ...noted, activity: { ...activity, next: run } }, effects };
  }
}

function leaseOf({ runId, leaseMs }: StartCommand, rules: RunRules): number {
  if (leaseMs !== undefined) return Math.min(leaseMs, rules.maxLeaseMs);
  return runId === undefined ? rules.maxLeaseMs : rules.defaultLeaseMs;
}

/** Only the lease changes: output and picture of a run are those it began with. */
function renew(state: RunState, id: string | undefined, leaseEndsAtMs: number): RunStep {
  const { activity } = state;
  switch (activity.name) {
    case 'capturing': {
      const renewed = { ...activity, run: { ...activity.run, leaseEndsAtMs } };
      const status = activity.deliveringSinceMs === null ? 'accepted' : 'succeeded';
      return { state: { ...state, activity: renewed }, effects: reply(id, status) };
    }
    case 'pausing': {
      const renewed = { ...activity, run: { ...activity.run, leaseEndsAtMs } };
      return { state: { ...state, activity: renewed }, effects: reply(id, 'accepted') };
    }
    case 'stopping': {
      const next = activity.next && { ...activity.next, leaseEndsAtMs };
      return { state: { ...state, activity: { ...activity, next } }, effects: reply(id, 'accepted') };
    }
    default:
      return { state, effects: [] };
  }
}

/** A run named by STOP is remembered even when it is not known: its START may be late. */
function onStop(state: RunState, command: StopCommand): RunStep {
  const runId = command.runId ?? null;
  const current = wantedRun(state.activity);
  const noted = rememberEnded(state, runId);
  const { activity } = noted;
  if (current === null || (runId !== null && runId !== current.runId)) {
    return { state: noted, effects: reply(command.id, 'succeeded') };
  }
  const ended = rememberEnded(noted, current.runId);
  const stopped: Failure = { code: 'run_stopped', message: 'Stopped before the first bytes left.' };
  const effects = answerStart(current, stopped);
  switch (activity.name) {
    case 'capturing': {
      const stop = { next: null, unansweredStopId: command.id ?? null };
      return stopCapture(ended, activity, stop, [...reply(command.id, 'accepted'), ...effects]);
    }
    case 'stopping':
      return {
        state: { ...ended, activity: { ...activity, next: null } },
        effects: [...effects, ...reply(command.id, 'succeeded')],
      };
    default:
      return {
        state: { ...ended, activity: { name: 'idle' } },
        effects: [...effects, ...reply(command.id, 'succeeded')],
      };
  }
}

function onForceKeyframe(state: RunState, command: ForceKeyframeCommand, rules: RunRules): RunStep {
  const { activity } = state;
  const isOtherRun =
    activity.name === 'capturing' && ![undefined, activity.run.runId].includes(command.runId);
  if (activity.name !== 'capturing' || isOtherRun) {
    const message = 'There is no such run to force a keyframe in.';
    return reject(state, command.id, { code: 'run_not_active', message });
  }
  if (!rules.canForceKeyframe) {
    const message =
      'This capture cannot force a keyframe. Ask for a shorter video.keyframeIntervalMs instead.';
    return reject(state, command.id, { code: 'keyframe_unsupported', message });
  }
  const force: RunEffect = { type: 'force_keyframe', captureId: activity.captureId };
  return { state, effects: [force, ...reply(command.id, 'succeeded')] };
}
