/** What the agent makes of messages: at most one capture, bounded memory, answers that fit and say what is agreed. */
import * as v from 'valibot';
import { maxIdLength, readCommand } from '../../../packages/agent/src/control/read-command.js';
import {
  initialRunState,
  maxEndedRunIds,
  maxSeenMessageIds,
  type RunState,
  statusOf,
} from '../../../packages/agent/src/lease/run-state.js';
import type { RunEffect, RunEvent, RunRules } from '../../../packages/agent/src/lease/run-step.js';
import { transition } from '../../../packages/agent/src/lease/transition.js';
import { fitStatus } from '../../../packages/agent/src/status/fit-status.js';
import { VirtualClock } from '../../../packages/agent/src/testing/virtual-clock.js';
import {
  CameraReplySchema,
  CameraStatusSchema,
  maxStatusBytes,
  StreamOutputSchema,
} from '../../../packages/protocol/src/index.js';
import { nastyBytes } from '../nasty-json.js';
import { must } from '../surface.js';
import type { ToAgent } from './mqtt-messages.js';

const rules: RunRules = {
  defaultLeaseMs: 30_000,
  maxLeaseMs: 600_000,
  fallbackOutput: null,
  canForceKeyframe: false,
};
const maxReplyBytes = 3000;
const maxEffects = 4;

/** Takes what happens one after the other. @throws Broken */
export function judgeAgent(happenings: readonly ToAgent[]): void {
  const clock = new VirtualClock();
  let state: RunState = initialRunState;
  let captureId: number | undefined;

  function dispatch(event: RunEvent): void {
    const step = transition(state, event, rules);
    state = step.state;
    must(step.effects.length <= maxEffects, () => `${step.effects.length} effects of one event`);
    for (const effect of step.effects) carryOut(effect);
    judgeState(state, clock.nowMs());
  }

  function carryOut(effect: RunEffect): void {
    if (effect.type === 'start_capture') {
      must(captureId === undefined, () => 'a capture began while another one was there');
      v.parse(StreamOutputSchema, effect.output);
      captureId = effect.captureId;
    } else if (effect.type === 'stop_capture') {
      must(captureId === effect.captureId, () => 'a capture was stopped that is not there');
    } else if (effect.type === 'reply') judgeReply({ v: 1, ...effect });
  }

  for (const one of happenings) {
    const atMs = clock.nowMs();
    if (one.kind === 'time') {
      clock.advance(one.ms);
      dispatch({ type: 'time_passed', atMs: clock.nowMs() });
    } else if (one.kind === 'clock') clock.synchronised = one.isSynchronised;
    else if (one.kind === 'message') {
      const read = readCommand({ payload: nastyBytes(one.json), isRetained: one.isRetained }, clock);
      if (read.type === 'command') dispatch(read.event);
      else if (read.type === 'ignored') must(read.why.length < 200, () => 'a long reason');
      else if (read.inReplyTo !== null)
        judgeReply({ v: 1, inReplyTo: read.inReplyTo, status: 'rejected', error: read.error });
    } else if (captureId !== undefined) {
      const id = captureId;
      if (one.what === 'delivers') dispatch({ type: 'capture_delivering', captureId: id, atMs });
      else {
        captureId = undefined;
        const failure = one.what === 'fails' ? { code: 'capture_failed', message: 'x' } : null;
        dispatch({ type: 'capture_ended', captureId: id, failure, atMs } as RunEvent);
      }
    }
  }
}

function judgeReply(reply: unknown): void {
  const text = JSON.stringify(reply);
  must(Buffer.byteLength(text) <= maxReplyBytes, () => `a reply of ${Buffer.byteLength(text)} bytes`);
  v.parse(CameraReplySchema, JSON.parse(text));
}

function judgeState(state: RunState, nowMs: number): void {
  const { seenMessageIds, endedRunIds, activity } = state;
  must(seenMessageIds.length <= maxSeenMessageIds, () => `${seenMessageIds.length} ids are remembered`);
  must(endedRunIds.length <= maxEndedRunIds, () => `${endedRunIds.length} runs are remembered`);
  for (const id of [...seenMessageIds, ...endedRunIds])
    must(id.length <= maxIdLength, () => `an id of ${id.length} characters is remembered`);
  if ('run' in activity) {
    const leaseMs = activity.run.leaseEndsAtMs - nowMs;
    must(leaseMs <= rules.maxLeaseMs, () => `a lease of ${leaseMs} ms`);
  }
  const { state: name, runId, lastError } = statusOf(state);
  const { lastWords, ...error } = lastError ?? { code: '', message: '' };
  const text = fitStatus({
    v: 1,
    state: name,
    runId,
    connectionId: 'connection',
    lastError: lastError && { ...error, lastWords: lastWords && [...lastWords] },
  });
  must(Buffer.byteLength(text) <= maxStatusBytes, () => `a status of ${Buffer.byteLength(text)} bytes`);
  v.parse(CameraStatusSchema, JSON.parse(text));
}
