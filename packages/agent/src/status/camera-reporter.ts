/**
 * What the camera says on MQTT: its status at every change, every heartbeat and every new connection, and its replies
 * to commands. Created by the agent; also words the last will.
 */
import {
  type CameraHealth,
  type CameraReply,
  type CameraStatus,
  type CameraStatusState,
  type CameraTopics,
  protocolVersion,
  statusHeartbeatMs,
} from '@rpi-live-camera/protocol';
import type { CaptureProgress } from '../capture/capture.js';
import type { Clock } from '../clock/clock.js';
import type { MqttLink } from '../control/mqtt-link.js';
import type { RunDriver } from '../lease/run-driver.js';
import { addSample, type DeliverySample, deliveredVideo } from './delivery-rate.js';
import { fitStatus } from './fit-status.js';

export type CameraReporterDeps = {
  link: Pick<MqttLink, 'publish' | 'connectionId'>;
  topics: CameraTopics;
  /** Program and version, such as `rpi-live-camera-agent/0.1.0`. */
  agent: string;
  /** `forget` for brokers that refuse retained messages. */
  retainStatus: 'retain' | 'forget';
  clock: Clock;
  driver: Pick<RunDriver, 'status' | 'stateSinceMs'>;
  /** What makes the picture; undefined for a capture without a name. Read for each status. */
  captureName(): string | undefined;
  /** Read for each status. */
  readHealth(): CameraHealth;
};

/** Some seconds after it began to stream, and once, a camera tells its first figures; then with each heartbeat. */
export const firstFiguresAfterMs = 5000;
const lastReportTimeoutMs = 500;

export class CameraReporter {
  readonly #deps: CameraReporterDeps;
  #cancelHeartbeat: (() => void) | undefined;
  #lastReport: Promise<void> = Promise.resolve();
  #lastState: CameraStatusState | undefined;
  #samples: readonly DeliverySample[] = [];

  constructor(deps: CameraReporterDeps) {
    this.#deps = deps;
  }

  /** Publishes the status now; the next heartbeat follows this one. */
  reportStatus(): void {
    const { link, topics, retainStatus, clock } = this.#deps;
    const status = this.#describe();
    const hasBegunToStream = status.state === 'streaming' && this.#lastState !== 'streaming';
    this.#lastState = status.state;
    this.#cancelHeartbeat?.();
    this.#cancelHeartbeat = clock.setTimer(hasBegunToStream ? firstFiguresAfterMs : statusHeartbeatMs, () =>
      this.reportStatus(),
    );
    this.#lastReport = link.publish(topics.status, fitStatus(status), { retain: retainStatus });
  }

  /** For the figures of the next status; publishes nothing. */
  noteProgress(progress: CaptureProgress): void {
    this.#samples = addSample(this.#samples, { ...progress, atMs: this.#deps.clock.nowMs() });
  }

  #describe(): CameraStatus {
    const { link, agent, clock, driver, captureName, readHealth } = this.#deps;
    const { state, runId, lastError } = driver.status;
    if (state !== 'streaming') this.#samples = [];
    const sinceMs = clock.wallClockMs() - (clock.nowMs() - driver.stateSinceMs);
    return {
      v: protocolVersion,
      state,
      runId,
      connectionId: link.connectionId,
      // A Pi does not know what time it is before NTP has told it.
      since: clock.isSynchronised() ? new Date(sinceMs).toISOString() : undefined,
      agent,
      capture: captureName(),
      video: deliveredVideo(this.#samples, clock.nowMs()) ?? undefined,
      health: readHealth(),
      lastError: lastError && { ...lastError, lastWords: lastError.lastWords && [...lastError.lastWords] },
    };
  }

  sendReply(reply: CameraReply): void {
    const { link, topics } = this.#deps;
    void link.publish(topics.event, JSON.stringify(reply), { retain: 'forget' });
  }

  /** Ends the heartbeat and waits, but not for long, until the broker has the last status. */
  async close(): Promise<void> {
    this.#cancelHeartbeat?.();
    let cancelTimeout = () => {};
    const timeout = new Promise<void>((resolve) => {
      cancelTimeout = this.#deps.clock.setTimer(lastReportTimeoutMs, resolve);
    });
    await Promise.race([this.#lastReport, timeout]);
    cancelTimeout();
  }
}

/** The status that the broker publishes when the agent vanishes. */
export function lastWill({ connectionId, agent }: { connectionId: string; agent: string }): string {
  const status: CameraStatus = { v: protocolVersion, state: 'offline', runId: null, connectionId, agent };
  return JSON.stringify(status);
}
