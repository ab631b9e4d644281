/**
 * Carries out what the run machine asks for: starts and stops the capture, keeps the one timer, hands on replies and
 * status. The only writer of the run state. Created by the agent, one a camera.
 */
import type { CameraReply, VideoSettings } from '@rpi-live-camera/protocol';
import type { Capture, CaptureProgress, CaptureRequest } from '../capture/capture.js';
import type { Clock } from '../clock/clock.js';
import type { Failure } from '../errors/agent-error.js';
import type { Logger } from '../log/logger.js';
import { initialRunState, type RunState, statusOf, wakeAtMs } from './run-state.js';
import type { RunEffect, RunEvent, RunRules } from './run-step.js';
import { transition } from './transition.js';

export type RunStatus = ReturnType<typeof statusOf>;

export type RunDriverDeps = {
  capture: Capture;
  clock: Clock;
  rules: RunRules;
  /** For what START leaves open. */
  defaultVideo: VideoSettings;
  logger: Logger;
  sendReply(reply: CameraReply): void;
  /** The status has changed; `status` has the new one. */
  onStatusChange(): void;
  /** What the running capture has done since it began; heard no more once it is told to stop. @default ignored */
  onCaptureProgress?(progress: CaptureProgress): void;
};

type RunningCapture = {
  stop: AbortController;
  /** When it was told to stop; null while it may run. */
  stoppedAtMs: number | null;
  ended: Promise<void>;
};

/** A capture has 3 s to stop and whatever is due is done within milliseconds; past this something hangs for good. */
const hangsAfterMs = 15_000;

export class RunDriver {
  readonly #deps: RunDriverDeps;
  #state: RunState = initialRunState;
  #captures = new Map<number, RunningCapture>();
  #cancelTimer: (() => void) | undefined;
  #closing: Promise<void> | undefined;
  #stateSinceMs: number;
  #repeatedId: string | undefined;

  constructor(deps: RunDriverDeps) {
    this.#deps = deps;
    this.#stateSinceMs = deps.clock.nowMs();
  }

  get status(): RunStatus {
    return statusOf(this.#state);
  }

  /** When the state or the run of the status last changed, on the monotonic clock. */
  get stateSinceMs(): number {
    return this.#stateSinceMs;
  }

  /** What keeps this from working until the agent is started anew, as a sentence; null when nothing does. */
  fault(): string | null {
    const nowMs = this.#deps.clock.nowMs();
    const isLate = (sinceMs: number | null) => sinceMs !== null && nowMs - sinceMs > hangsAfterMs;
    if ([...this.#captures.values()].some(({ stoppedAtMs }) => isLate(stoppedAtMs)))
      return `A capture was told to stop more than ${hangsAfterMs} ms ago and has not ended.`;
    return isLate(wakeAtMs(this.#state)) ? `Something was due more than ${hangsAfterMs} ms ago.` : null;
  }

  dispatch(event: RunEvent): void {
    const { logger, onStatusChange } = this.#deps;
    const before = this.status;
    if ('command' in event) this.#noteRepetition(event.command.id);
    const { state, effects } = transition(this.#state, event, this.#deps.rules);
    this.#state = state;
    this.#setTimer();
    for (const effect of effects) this.#carryOut(effect);
    const { state: name, runId, lastError } = this.status;
    if (before.state === name && before.runId === runId && before.lastError === lastError) return;
    if (lastError && lastError !== before.lastError) logger.warn({ runId, ...lastError }, 'run failed');
    if (before.state !== name || before.runId !== runId) {
      this.#stateSinceMs = this.#deps.clock.nowMs();
      logger.info({ runId, state: name }, 'camera state changed');
    }
    onStatusChange();
  }

  /** Links repeat what they carry; somebody who records a START and plays it back does, too. Told once for each message. */
  #noteRepetition(id: string | undefined): void {
    if (id === undefined || id === this.#repeatedId || !this.#state.seenMessageIds.includes(id)) return;
    this.#repeatedId = id;
    this.#deps.logger.info({ id }, 'ignored a command that came before');
  }

  /** Ends the run and resolves when its capture is gone. */
  close(): Promise<void> {
    this.#closing ??= this.#shutDown();
    return this.#closing;
  }

  async #shutDown(): Promise<void> {
    this.dispatch({ type: 'shutdown', atMs: this.#deps.clock.nowMs() });
    await Promise.all([...this.#captures.values()].map((capture) => capture.ended));
  }

  #carryOut(effect: RunEffect): void {
    switch (effect.type) {
      case 'start_capture':
        this.#startCapture(effect);
        return;
      case 'stop_capture':
        this.#stopCapture(effect.captureId);
        return;
      case 'force_keyframe':
        this.#deps.capture.forceKeyframe?.();
        return;
      case 'reply': {
        const { inReplyTo, status } = effect;
        if (!('error' in effect)) return this.#deps.sendReply({ v: 1, inReplyTo, status });
        const { code, message } = effect.error;
        this.#deps.sendReply({ v: 1, inReplyTo, status, error: { code, message } });
      }
    }
  }

  #startCapture({ captureId, output, video }: RunEffect & { type: 'start_capture' }): void {
    const { capture, clock, defaultVideo, onCaptureProgress } = this.#deps;
    const stop = new AbortController();
    const request: CaptureRequest = {
      output,
      video: { ...defaultVideo, ...video },
      signal: stop.signal,
      onDelivering: () => this.dispatch({ type: 'capture_delivering', captureId, atMs: clock.nowMs() }),
      onProgress: (progress) => {
        if (!stop.signal.aborted) onCaptureProgress?.(progress);
      },
    };
    const ended = Promise.resolve()
      .then(() => capture.run(request))
      .then(
        (end): Failure | null => (end.reason === 'failed' ? end.failure : null),
        // The seam forbids this; a capture from elsewhere must not leave the machine waiting for its end all the same.
        (error: unknown): Failure => ({ code: 'capture_failed', message: String(error) }),
      )
      .then((failure) => {
        this.#captures.delete(captureId);
        this.dispatch({ type: 'capture_ended', captureId, failure, atMs: clock.nowMs() });
      });
    this.#captures.set(captureId, { stop, stoppedAtMs: null, ended });
  }

  #stopCapture(captureId: number): void {
    const running = this.#captures.get(captureId);
    if (!running) return;
    running.stoppedAtMs ??= this.#deps.clock.nowMs();
    running.stop.abort();
  }

  #setTimer(): void {
    const { clock } = this.#deps;
    this.#cancelTimer?.();
    const dueAtMs = wakeAtMs(this.#state);
    this.#cancelTimer =
      dueAtMs === null
        ? undefined
        : clock.setTimer(dueAtMs - clock.nowMs(), () => {
            this.dispatch({ type: 'time_passed', atMs: clock.nowMs() });
          });
  }
}
