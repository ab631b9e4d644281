/**
 * Keeps a camera running while it is wanted: feeds the pure machine of `run-state.ts` and carries out its effects with
 * a real ingest, real commands and real timers. One keeper a stream; the only writer of its state.
 */
import type { StartPhase } from '@rpi-live-camera/protocol/http';
import type { CameraControl } from '../control/camera-control.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { Logger } from '../log/logger.js';
import { confirmStop } from './confirm-stop.js';
import { letGo } from './let-go.js';
import type { Run, RunCallbacks } from './run.js';
import type { RunEffect, RunEndReason, RunTimer } from './run-effect.js';
import { type RunEvent, type RunRules, type RunState, transition } from './run-state.js';
import { lookAtRun } from './run-watch.js';

export type RunKeeperDeps = {
  cameraId: string;
  rules: RunRules;
  /** Names a new run. */
  nameRun(): string;
  /** Whether runs take a port each, or all the same one: then one has to be closed before the next opens. */
  ports: 'pooled' | 'fixed';
  control: CameraControl;
  openRun(runId: string, callbacks: RunCallbacks): Run;
  logger: Logger;
  onPhase(phase: StartPhase): void;
  /** Told of each step of the machine, for the metrics. @default nobody is */
  onStep?(step: { from: RunState['name']; to: RunState['name']; event: RunEvent['type'] }): void;
  /** A run ended although it was wanted. */
  onRunEnd(reason: RunEndReason): void;
  /** The run failed; another will be tried for as long as the stream is wanted. */
  onFailure(error: GatewayError): void;
};

export class RunKeeper {
  readonly #deps: RunKeeperDeps;
  #state: RunState = { name: 'idle' };
  #run: Run | undefined;
  /** Earlier runs that are still closing. */
  #closingRuns: Promise<void> = Promise.resolve();
  readonly #leaveTaking = new AbortController();
  readonly #timers = new Map<RunTimer | 'watch', NodeJS.Timeout>();
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
    this.#dispatch({ type: 'wanted', runId: this.#deps.nameRun() });
  }

  /** Nobody watches any more: STOP, and everything freed when the promise resolves. */
  async close(): Promise<void> {
    this.#dispatch({ type: 'unwanted' });
    await Promise.all(this.#pendingCommands);
    await this.#closingRuns;
  }

  /** Ends at once what `close()` may still wait for: a camera that has not stopped yet. */
  hurry(): void {
    this.#leaveTaking.abort();
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

  onCameraFailed(runId: string, message: string): void {
    this.#dispatch({ type: 'camera_failed', runId, message });
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
    }
    for (const effect of effects) this.#carryOut(effect);
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
      case 'report_end':
        return this.#reportEnd(effect);
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
        this.#watch(run, performance.now());
      },
      onTracks: () => this.#deps.onPhase('buffering'),
      onUnusable: (message) => this.#dispatch({ type: 'camera_refused', runId, message }),
      onKeyframeWanted: () => void this.#deps.control.forceKeyframe(runId),
      onEnded: (reason, message) => this.#dispatch({ type: 'ingest_ended', runId, reason, message }),
    });
    this.#run = run;
    const before = this.#deps.ports === 'fixed' ? this.#closingRuns : Promise.resolve();
    void before
      .then(() => run.start())
      .then(
        () => this.#dispatch({ type: 'listening', runId }),
        (error: unknown) =>
          this.#dispatch({ type: 'ingest_ended', runId, reason: 'ingest_failed', message: messageOf(error) }),
      );
  }

  #closeIngest(): void {
    const run = this.#run;
    if (!run) return;
    this.#run = undefined;
    this.#clearTimer('watch');
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
    if (run?.runId !== runId) return;
    // The run is handed to whoever waits for the camera, and closes it.
    this.#run = undefined;
    this.#clearTimer('watch');
    const { signal } = this.#leaveTaking;
    const onIgnored = () =>
      logger.warn({ cameraId, runId }, 'the camera streams on although it was told to stop');
    const closed =
      rules.lease === 'renewed'
        ? letGo({ run, signal })
        : confirmStop({ run, stopAgain: () => control.stop(runId), onIgnored, signal });
    this.#closingRuns = Promise.all([this.#closingRuns, closed]).then(() => {});
  }

  #onTimer(timer: RunTimer): void {
    switch (timer) {
      case 'wake':
        return this.#dispatch({ type: 'wake_due' });
      case 'renewal':
        return this.#dispatch({ type: 'renewal_due' });
      case 'retry':
        return this.#dispatch({ type: 'retry_due', runId: this.#deps.nameRun() });
    }
  }

  #watch(run: Run, firstBytesAtMs: number): void {
    if (this.#run !== run) return;
    const finding = lookAtRun(run, this.#deps.rules, firstBytesAtMs);
    if (finding.kind === 'stopped') return this.#dispatch({ type: finding.event, runId: run.runId });
    this.#setTimer('watch', finding.againInMs, () => this.#watch(run, firstBytesAtMs));
  }

  #reportEnd({ runId, reason, message, retryMs }: RunEffect & { type: 'report_end' }): void {
    const { logger, cameraId, onRunEnd } = this.#deps;
    logger.warn(
      { cameraId, runId, reason, problem: message, retryMs },
      'a run ended although somebody watches; another one follows',
    );
    onRunEnd(reason);
  }

  #setTimer(timer: RunTimer | 'watch', afterMs: number, action: () => void): void {
    this.#clearTimer(timer);
    this.#timers.set(timer, setTimeout(action, afterMs));
  }

  #clearTimer(timer: RunTimer | 'watch'): void {
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
