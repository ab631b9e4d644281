/** The gateway of the model: the run keeper's real machine, around it an ingest that opens quickly and virtual timers. */
import type { RunEffect, RunTimer } from '../../packages/gateway/src/lease/run-effect.js';
import { createRunRules } from '../../packages/gateway/src/lease/run-rules.js';
import { type RunEvent, type RunState, transition } from '../../packages/gateway/src/lease/run-state.js';
import type { CameraMessage, CameraWord } from './camera-end.js';
import type { MediaPath } from './media-path.js';
import type { VirtualTime } from './virtual-time.js';

export const leaseMs = 30_000;
const rules = createRunRules({
  sessions: { leaseMs, startTimeoutMs: 10_000 },
  ingest: { timeoutMs: 3000 },
  camera: { lease: true },
});

export class GatewayEnd {
  readonly #time: VirtualTime;
  readonly #media: MediaPath;
  readonly #command: (message: CameraMessage) => void;
  #state: RunState = { name: 'idle' };
  #cameraState = 'idle';
  #count = 0;
  readonly #timers = new Map<RunTimer, () => void>();
  readonly #runOfStart = new Map<string, string>();

  constructor({
    time,
    media,
    command,
  }: { time: VirtualTime; media: MediaPath; command: (message: CameraMessage) => void }) {
    this.#time = time;
    this.#media = media;
    this.#command = command;
    media.attach({
      onFirstBytes: (runId) => this.#dispatch({ type: 'bytes_arrived', runId }),
      onHangUp: (runId) =>
        this.#dispatch({ type: 'ingest_ended', runId, reason: 'camera_left', message: 'hung up' }),
      onSilence: (runId) => this.#dispatch({ type: 'bytes_stopped', runId }),
    });
  }

  get state(): RunState {
    return this.#state;
  }

  want(): void {
    this.#dispatch({ type: 'wanted', runId: this.#newName('run') });
  }

  unwant(): void {
    this.#dispatch({ type: 'unwanted' });
  }

  hear(word: CameraWord): void {
    if (word.type === 'status') {
      const becameIdle = word.state === 'idle' && this.#cameraState !== 'idle';
      this.#cameraState = word.state;
      if (becameIdle) this.#dispatch({ type: 'camera_idle' });
      return;
    }
    const runId = this.#runOfStart.get(word.inReplyTo);
    if (runId === undefined || (word.status !== 'failed' && word.status !== 'rejected')) return;
    this.#dispatch({ type: 'camera_refused', runId, message: word.message });
  }

  #dispatch(event: RunEvent): void {
    const { state, effects } = transition(this.#state, event, rules);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: RunEffect): void {
    switch (effect.type) {
      case 'open_ingest':
        this.#media.open(effect.runId);
        this.#time.after(20, () => this.#dispatch({ type: 'listening', runId: effect.runId }));
        return;
      case 'close_ingest':
        return this.#media.close(effect.runId);
      case 'publish_start': {
        const id = this.#newName('start');
        this.#runOfStart.set(id, effect.runId);
        this.#command({ type: 'start', id, runId: effect.runId, leaseMs });
        // The broker has it; whether the camera gets it is another matter.
        this.#time.after(2, () => this.#dispatch({ type: 'start_delivered', runId: effect.runId }));
        return;
      }
      case 'publish_stop':
        return this.#command({ type: 'stop', id: this.#newName('stop'), runId: effect.runId });
      case 'set_timer':
        return this.#setTimer(effect.timer, effect.afterMs);
      case 'clear_timer':
        return this.#timers.get(effect.timer)?.();
    }
  }

  #setTimer(timer: RunTimer, afterMs: number): void {
    this.#timers.get(timer)?.();
    this.#timers.set(
      timer,
      this.#time.after(afterMs, () => this.#onTimer(timer)),
    );
  }

  #onTimer(timer: RunTimer): void {
    switch (timer) {
      case 'wake':
        return this.#dispatch({ type: 'wake_due' });
      case 'renewal':
        return this.#dispatch({ type: 'renewal_due' });
      case 'retry':
        return this.#dispatch({ type: 'retry_due', runId: this.#newName('run') });
    }
  }

  #newName(kind: string): string {
    this.#count += 1;
    return `${kind}-${this.#count}`;
  }
}
