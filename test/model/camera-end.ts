/**
 * The camera of the model: the agent's real machine, around it a capture that takes its time to begin and to end. Keeps
 * its own books of what it was allowed, to hold the machine to.
 */
import type { Failure } from '../../packages/agent/src/errors/agent-error.js';
import {
  initialRunState,
  type RunState,
  statusOf,
  wakeAtMs,
} from '../../packages/agent/src/lease/run-state.js';
import type { RunEffect, RunEvent, RunRules } from '../../packages/agent/src/lease/run-step.js';
import { transition } from '../../packages/agent/src/lease/transition.js';
import type { MediaPath } from './media-path.js';
import type { VirtualTime } from './virtual-time.js';

export type CameraMessage =
  | { type: 'start'; id: string; runId: string; leaseMs: number }
  | { type: 'stop'; id: string; runId: string };
export type CameraWord =
  | { type: 'reply'; inReplyTo: string; status: string; message: string }
  | { type: 'status'; state: string };

const rules: RunRules = {
  defaultLeaseMs: 30_000,
  maxLeaseMs: 600_000,
  fallbackOutput: null,
  canForceKeyframe: false,
};
const crashed: Failure = { code: 'capture_failed', message: 'the model let it crash' };

type Capture = { runId: string; captureId: number; isStopping: boolean; isConnected: boolean };

export class CameraEnd {
  /** Every capture that exists now, those that are being stopped included. */
  readonly captures: Capture[] = [];
  readonly #time: VirtualTime;
  readonly #media: MediaPath;
  readonly #say: (word: CameraWord) => void;
  #state: RunState = initialRunState;
  #cancelTimer = () => {};
  readonly #seenIds = new Set<string>();
  readonly #allowedUntilMs = new Map<string, number>();
  readonly #stoppedRunIds = new Set<string>();

  constructor({
    time,
    media,
    say,
  }: { time: VirtualTime; media: MediaPath; say: (word: CameraWord) => void }) {
    this.#time = time;
    this.#media = media;
    this.#say = say;
  }

  get status(): ReturnType<typeof statusOf> {
    return statusOf(this.#state);
  }

  hear(message: CameraMessage): void {
    const atMs = this.#time.nowMs;
    if (message.type === 'start') {
      if (!this.#seenIds.has(message.id)) this.#allowedUntilMs.set(message.runId, atMs + message.leaseMs);
      this.#seenIds.add(message.id);
      const { id, runId, leaseMs } = message;
      const output = { url: `srt://model?run=${runId}`, format: 'mpegts' } as const;
      this.#dispatch({
        type: 'start',
        command: { v: 1, action: 'START_LIVE_STREAM', id, runId, leaseMs, output },
        atMs,
      });
      return;
    }
    this.#stoppedRunIds.add(message.runId);
    const { id, runId } = message;
    this.#dispatch({ type: 'stop', command: { v: 1, action: 'STOP_LIVE_STREAM', id, runId }, atMs });
  }

  crash(): void {
    const [capture] = this.captures;
    if (capture) this.#endCapture(capture, capture.isStopping ? null : crashed);
  }

  /** What may never be true, whatever the link does; `undefined` when all is well. */
  findFault(): string | undefined {
    const { nowMs } = this.#time;
    if (this.captures.length > 1) return `${this.captures.length} captures at once`;
    for (const { runId, isStopping } of this.captures) {
      if (isStopping) continue;
      const allowedUntilMs = this.#allowedUntilMs.get(runId) ?? Number.NEGATIVE_INFINITY;
      if (nowMs > allowedUntilMs)
        return `run ${runId} captures at ${nowMs} ms, its lease ended at ${allowedUntilMs} ms`;
      if (this.#stoppedRunIds.has(runId)) return `run ${runId} captures although it was stopped`;
    }
    return undefined;
  }

  #dispatch(event: RunEvent): void {
    const before = this.status.state;
    const { state, effects } = transition(this.#state, event, rules);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
    this.#cancelTimer();
    const dueAtMs = wakeAtMs(this.#state);
    if (dueAtMs !== null) {
      this.#cancelTimer = this.#time.after(dueAtMs - this.#time.nowMs, () =>
        this.#dispatch({ type: 'time_passed', atMs: this.#time.nowMs }),
      );
    }
    if (this.status.state !== before) this.#say({ type: 'status', state: this.status.state });
  }

  #carryOut(effect: RunEffect): void {
    switch (effect.type) {
      case 'start_capture':
        return this.#startCapture(effect.captureId, new URL(effect.output.url).searchParams.get('run')!);
      case 'stop_capture':
        return this.#stopCapture(effect.captureId);
      case 'reply': {
        const message = 'error' in effect ? effect.error.message : '';
        return this.#say({ type: 'reply', inReplyTo: effect.inReplyTo, status: effect.status, message });
      }
    }
  }

  #startCapture(captureId: number, runId: string): void {
    const capture: Capture = { runId, captureId, isStopping: false, isConnected: false };
    this.captures.push(capture);
    this.#time.after(120, () => {
      if (!this.captures.includes(capture) || capture.isStopping) return;
      const { connected, failsAfterMs } = this.#media.connect(runId);
      capture.isConnected = connected;
      if (failsAfterMs !== undefined)
        this.#time.after(failsAfterMs, () => this.#endCapture(capture, crashed));
      if (!connected) return;
      this.#dispatch({ type: 'capture_delivering', captureId, atMs: this.#time.nowMs });
      this.#watchPeer(capture);
    });
  }

  #watchPeer(capture: Capture): void {
    this.#time.after(1000, () => {
      if (!this.captures.includes(capture)) return;
      const lostAfterMs = this.#media.senderLosesPeer(capture.runId);
      if (lostAfterMs === undefined) return this.#watchPeer(capture);
      this.#time.after(lostAfterMs, () => this.#endCapture(capture, crashed));
    });
  }

  #stopCapture(captureId: number): void {
    const capture = this.captures.find((one) => one.captureId === captureId);
    if (!capture) return;
    capture.isStopping = true;
    this.#time.after(300, () => this.#endCapture(capture, null));
  }

  #endCapture(capture: Capture, failure: Failure | null): void {
    const index = this.captures.indexOf(capture);
    if (index < 0) return;
    this.captures.splice(index, 1);
    if (capture.isConnected) this.#media.disconnect(capture.runId);
    const { captureId, isStopping } = capture;
    this.#dispatch({
      type: 'capture_ended',
      captureId,
      failure: isStopping ? null : failure,
      atMs: this.#time.nowMs,
    });
  }
}
