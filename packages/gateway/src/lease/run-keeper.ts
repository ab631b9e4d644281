/**
 * Keeps a camera running while it is wanted: feeds the pure machine of `run-state.ts` and carries out its effects with
 * a real ingest, real commands and real timers. One keeper a stream; the only writer of its state.
 */
import { randomUUID } from 'node:crypto';
import type { StartPhase } from '@rpi-live-camera/protocol/http';
import type { CameraControl } from '../control/camera-control.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { Logger } from '../log/logger.js';
import { confirmStop } from './confirm-stop.js';
import type { Run, RunCallbacks } from './run.js';
import {
  type RunEffect,
  type RunEvent,
  type RunRules,
  type RunState,
  type RunTimer,
  transition,
} from './run-state.js';

export type RunKeeperDeps = {
  cameraId: string;
  rules: RunRules;
  /** A camera silent for this long is started anew. */
  silenceTimeoutMs: number;
  control: CameraControl;
  openRun(runId: string, callbacks: RunCallbacks): Run;
  logger: Logger;
  onPhase(phase: StartPhase): void;
  /** Told of each step of the machine, for the metrics. @default nobody is */
  onStep?(step: { from: RunState['name']; to: RunState['name']; event: RunEvent['type'] }): void;
  /** The run failed; another will be tried for as long as the stream is wanted. */
  onFailure(error: GatewayError): void;
};

export class RunKeeper {
  readonly #deps: RunKeeperDeps;
  #state: RunState = { name: 'idle' };
  #run: Run | undefined;
  /** Earlier runs that are still closing; a fixed port is free only when they have. */
  #closingRuns: Promise<void> = Promise.resolve();
  readonly #stopConfirmations = new AbortController();
  readonly #timers = new Map<RunTimer | 'silence', NodeJS.Timeout>();
  readonly #pendingCommands = new Set<Promise<void>>();

  constructor(deps: RunKeeperDeps) {
    this.#deps = deps;
  }

  /** The run in progress, if any. */
  get runId(): string | undefined {
    return 'runId' in this.#state ? this.#state.runId : undefined;
  }

  get isStreaming(): boolean {
    return this.#state.name === 'streaming';
  }

  /** Somebody watches: starts a run unless there is one. */
  want(): void {
    this.#dispatch({ type: 'wanted', runId: randomUUID() });
  }

  /** Nobody watches any more: STOP, and everything freed when the promise resolves. */
  async close(): Promise<void> {
    this.#dispatch({ type: 'unwanted' });
    await Promise.all(this.#pendingCommands);
    await this.#closingRuns;
  }

  /** Ends at once what `close()` may still wait for: listening on for a camera that knows no lease. */
  hurry(): void {
    this.#stopConfirmations.abort();
  }

  onLinkUp(): void {
    this.#dispatch({ type: 'link_up' });
  }

  /** There is something to play of the run in progress. */
  onPicture(): void {
    const { runId } = this;
    if (runId !== undefined) this.#dispatch({ type: 'picture_arrived', runId });
  }

  onCameraIdle(): void {
    this.#dispatch({ type: 'camera_idle' });
  }

  onCameraRefused(runId: string, message: string): void {
    this.#dispatch({ type: 'camera_refused', runId, message });
  }

  #dispatch(event: RunEvent): void {
    const before = this.#state;
    const { state, effects } = transition(before, event, this.#deps.rules);
    this.#state = state;
    this.#deps.onStep?.({ from: before.name, to: state.name, event: event.type });
    if (state.name !== before.name) {
      const { logger, cameraId } = this.#deps;
      const runId = 'runId' in state ? state.runId : 'runId' in before ? before.runId : undefined;
      logger.debug(
        { cameraId, runId, from: before.name, to: state.name, event: event.type },
        'run changed its state',
      );
      if (state.name === 'pausing') this.#tellEnd(runId, event, state.attempt, effects);
    }
    for (const effect of effects) this.#carryOut(effect);
  }

  /** Of a run that somebody watches: why, and which attempt follows. */
  #tellEnd(runId: string | undefined, event: RunEvent, attempt: number, effects: readonly RunEffect[]): void {
    const { logger, cameraId } = this.#deps;
    const failure = effects.find((effect) => effect.type === 'report_failure');
    const problem = failure?.message ?? ('message' in event ? event.message : undefined);
    logger.warn(
      { cameraId, runId, reason: event.type, code: failure?.code, problem, attempt },
      'a run ended although somebody watches; another one follows',
    );
  }

  #carryOut(effect: RunEffect): void {
    switch (effect.type) {
      case 'open_ingest':
        return this.#openIngest(effect.runId);
      case 'close_ingest':
        return this.#closeIngest();
      case 'publish_start':
        return this.#publishStart(effect.runId);
      case 'publish_stop':
        return this.#publishStop(effect.runId);
      case 'set_timer':
        return this.#setTimer(effect.timer, effect.afterMs, () => this.#onTimer(effect.timer));
      case 'clear_timer':
        return this.#clearTimer(effect.timer);
      case 'report_phase':
        return this.#deps.onPhase(effect.phase);
      case 'report_failure':
        return this.#deps.onFailure(
          new GatewayError(effect.code, effect.message, {
            retryAfterMs: 1000,
            details: { cameraId: this.#deps.cameraId },
          }),
        );
    }
  }

  #openIngest(runId: string): void {
    const run = this.#deps.openRun(runId, {
      onFirstBytes: () => {
        this.#dispatch({ type: 'bytes_arrived', runId });
        this.#watchSilence(run, runId);
      },
      onTracks: () => this.#deps.onPhase('buffering'),
      onUnusable: (message) => this.#dispatch({ type: 'camera_refused', runId, message }),
      onKeyframeWanted: () => void this.#deps.control.forceKeyframe(runId),
      onEnded: (message) => this.#dispatch({ type: 'ingest_ended', runId, message }),
    });
    this.#run = run;
    void this.#closingRuns
      .then(() => run.start())
      .then(
        () => this.#dispatch({ type: 'listening', runId }),
        (error: unknown) => this.#dispatch({ type: 'ingest_ended', runId, message: messageOf(error) }),
      );
  }

  #closeIngest(): void {
    const run = this.#run;
    if (!run) return;
    this.#run = undefined;
    this.#clearTimer('silence');
    this.#closingRuns = Promise.all([this.#closingRuns, run.close()]).then(() => {});
  }

  #publishStart(runId: string): void {
    const output = this.#run?.output;
    if (!output) return;
    this.#track(
      this.#deps.control.start(runId, output).then(
        () => this.#dispatch({ type: 'start_delivered', runId }),
        (error: unknown) => {
          const { logger, cameraId } = this.#deps;
          logger.warn({ cameraId, runId, error: messageOf(error) }, 'START could not be delivered');
        },
      ),
    );
  }

  #publishStop(runId: string): void {
    const { control, rules, logger, cameraId } = this.#deps;
    const run = this.#run;
    this.#track(control.stop(runId));
    if (rules.lease === 'renewed' || run?.runId !== runId) return;
    // The run's ingest is handed to the confirmation, which closes it.
    this.#run = undefined;
    this.#clearTimer('silence');
    const confirmed = confirmStop({
      run,
      stopAgain: () => control.stop(runId),
      onIgnored: () => logger.warn({ cameraId, runId }, 'the camera streams on although it was told to stop'),
      signal: this.#stopConfirmations.signal,
    });
    this.#closingRuns = Promise.all([this.#closingRuns, confirmed]).then(() => {});
  }

  #onTimer(timer: RunTimer): void {
    switch (timer) {
      case 'wake':
        return this.#dispatch({ type: 'wake_due' });
      case 'renewal':
        return this.#dispatch({ type: 'renewal_due' });
      case 'retry':
        return this.#dispatch({ type: 'retry_due', runId: randomUUID() });
    }
  }

  /** One timer a run that looks at the time of the last bytes, instead of one set anew by each of them. */
  #watchSilence(run: Run, runId: string): void {
    if (this.#run !== run) return;
    const silentMs = performance.now() - run.lastBytesAtMs;
    const leftMs = this.#deps.silenceTimeoutMs - silentMs;
    if (leftMs <= 0) return this.#dispatch({ type: 'bytes_stopped', runId });
    this.#setTimer('silence', leftMs, () => this.#watchSilence(run, runId));
  }

  #setTimer(timer: RunTimer | 'silence', afterMs: number, action: () => void): void {
    this.#clearTimer(timer);
    this.#timers.set(timer, setTimeout(action, afterMs));
  }

  #clearTimer(timer: RunTimer | 'silence'): void {
    clearTimeout(this.#timers.get(timer));
    this.#timers.delete(timer);
  }

  #track(command: Promise<void>): void {
    this.#pendingCommands.add(command);
    void command.finally(() => this.#pendingCommands.delete(command));
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
