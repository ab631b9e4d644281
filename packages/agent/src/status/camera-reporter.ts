/**
 * What the camera says on MQTT: its status at every change, every heartbeat and every new connection, and its replies
 * to commands. Created by the agent; also words the last will.
 */
import {
  type CameraReply,
  type CameraStatus,
  type CameraTopics,
  protocolVersion,
  statusHeartbeatMs,
} from '@rpi-live-camera/protocol';
import type { Clock } from '../clock/clock.js';
import type { MqttLink } from '../control/mqtt-link.js';
import type { RunStatus } from '../lease/run-driver.js';

export type CameraReporterDeps = {
  link: Pick<MqttLink, 'publish' | 'connectionId'>;
  topics: CameraTopics;
  /** Program and version, such as `rpi-live-camera-agent/0.1.0`. */
  agent: string;
  /** `forget` for brokers that refuse retained messages. */
  retainStatus: 'retain' | 'forget';
  clock: Clock;
  currentStatus(): RunStatus;
};

const lastReportTimeoutMs = 500;

export class CameraReporter {
  readonly #deps: CameraReporterDeps;
  #cancelHeartbeat: (() => void) | undefined;
  #lastReport: Promise<void> = Promise.resolve();

  constructor(deps: CameraReporterDeps) {
    this.#deps = deps;
  }

  /** Publishes the status now; the next heartbeat follows this one. */
  reportStatus(): void {
    const { link, topics, agent, retainStatus, clock, currentStatus } = this.#deps;
    this.#cancelHeartbeat?.();
    this.#cancelHeartbeat = clock.setTimer(statusHeartbeatMs, () => this.reportStatus());
    const status: CameraStatus = {
      v: protocolVersion,
      ...currentStatus(),
      connectionId: link.connectionId,
      agent,
    };
    this.#lastReport = link.publish(topics.status, JSON.stringify(status), { retain: retainStatus });
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
