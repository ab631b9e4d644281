/**
 * Tells systemd how the agent is: ready, alive, stopping, and its state in words for `systemctl status` (sd_notify(3)).
 * Created by the program where systemd listens.
 *
 * Node cannot open the datagram socket that systemd listens on, so each message is a run of `systemd-notify`: a few
 * milliseconds every half watchdog interval, in return for no native module. The unit needs `NotifyAccess=all`.
 */
import type { AgentCondition } from '../agent.js';
import type { Clock } from '../clock/clock.js';
import type { Logger } from '../log/logger.js';
import { runTool, type ToolAnswer } from '../process/run-tool.js';

export type ServiceNotifierDeps = {
  /** Without a sign of life for so long systemd starts the agent anew; null: it does not watch. */
  watchdogMs: number | null;
  /** Asked before each sign of life: an agent with a fault gives none, so that it is started anew. */
  condition(): AgentCondition;
  clock: Clock;
  logger: Logger;
  /** Sends `NAME=value` pairs in one message. @default runs `systemd-notify` */
  notify?(variables: readonly string[]): Promise<ToolAnswer>;
};

/** How often the words are told where no watchdog sets the pace, and only when they have changed. */
const statusIntervalMs = 30_000;
/** `systemd-notify` returns when systemd has read the message, which it does at once. */
const notifyTimeoutMs = 5000;
const maxStatusLength = 200;

export class ServiceNotifier {
  readonly #deps: ServiceNotifierDeps;
  #cancelTimer: (() => void) | undefined;
  #toldStatus: string | undefined;
  #hasFault = false;
  #isSilent = false;

  constructor(deps: ServiceNotifierDeps) {
    this.#deps = deps;
  }

  /** The agent has started; from now on signs of life follow. Whether the broker is reached is no part of it. */
  ready(): void {
    void this.#send(['READY=1', ...this.#changedStatus()]);
    this.#scheduleBeat();
  }

  /** The agent is about to end. Resolves when systemd knows, and never rejects. */
  async stopping(): Promise<void> {
    this.#cancelTimer?.();
    await this.#send(['STOPPING=1', 'STATUS=Stopping the camera']);
  }

  #scheduleBeat(): void {
    const { clock, watchdogMs } = this.#deps;
    const intervalMs = watchdogMs === null ? statusIntervalMs : watchdogMs / 2;
    this.#cancelTimer = clock.setTimer(intervalMs, () => this.#beat());
  }

  #beat(): void {
    const isAlive = this.#deps.watchdogMs !== null && !this.#findFault();
    const variables = [...(isAlive ? ['WATCHDOG=1'] : []), ...this.#changedStatus()];
    if (variables.length > 0) void this.#send(variables);
    this.#scheduleBeat();
  }

  #findFault(): boolean {
    const { condition, logger, watchdogMs } = this.#deps;
    const { fault } = condition();
    if (fault && !this.#hasFault)
      logger.error({ fault, watchdogMs }, 'the agent hangs; without signs of life systemd starts it anew');
    this.#hasFault = fault !== null;
    return this.#hasFault;
  }

  #changedStatus(): string[] {
    const { summary, fault } = this.#deps.condition();
    const status = (fault ?? summary).replaceAll(/\s+/g, ' ').slice(0, maxStatusLength);
    if (status === this.#toldStatus) return [];
    this.#toldStatus = status;
    return [`STATUS=${status}`];
  }

  async #send(variables: readonly string[]): Promise<void> {
    const { notify = runSystemdNotify, logger } = this.#deps;
    const { outcome, exitCode, stderr } = await notify(variables);
    if ((outcome === 'ended' && exitCode === 0) || this.#isSilent) return;
    this.#isSilent = true;
    logger.warn(
      { outcome, exitCode, stderr },
      'systemd cannot be told how the agent is; systemd-notify and NotifyAccess=all are needed for that',
    );
  }
}

function runSystemdNotify(variables: readonly string[]): Promise<ToolAnswer> {
  return runTool({ command: 'systemd-notify', args: variables, timeoutMs: notifyTimeoutMs });
}
