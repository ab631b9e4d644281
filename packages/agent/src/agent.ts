/**
 * Puts an agent together: MQTT link, command reader, run driver, capture, status. The seam for programs; `cli.ts` is one
 * of them, the gateway's `--simulate` another.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CameraHealth,
  cameraTopics,
  protocolVersion,
  reconnectDelayMs,
  type StreamOutput,
} from '@rpi-live-camera/protocol';
import { readBoard } from './board/board.js';
import type { Capture } from './capture/capture.js';
import { createConfiguredCapture } from './captures/configured-capture.js';
import { type Clock, systemClock } from './clock/clock.js';
import type { AgentConfig, AgentOptions } from './config/agent-config.js';
import { parseConfig } from './config/parse-config.js';
import { readMqttCredentials } from './control/mqtt-credentials.js';
import { MqttLink } from './control/mqtt-link.js';
import { type ControlMessage, readCommand } from './control/read-command.js';
import { createHealthReader } from './health/health-reader.js';
import { RunDriver } from './lease/run-driver.js';
import type { RunRules } from './lease/run-step.js';
import { type Logger, silentLogger } from './log/logger.js';
import { packageDirectory } from './package-directory.js';
import { CameraReporter, lastWill } from './status/camera-reporter.js';

/** What may be replaced: tests do, and programs with a camera of their own kind. */
export type AgentDeps = {
  /** @default the capture that `options.capture` names */
  capture?: Capture;
  /** @default silent */
  logger?: Logger;
  /** @default the system's clocks */
  clock?: Clock;
  /** How the machine is doing, asked for with each status. @default reads the sensors of this one */
  readHealth?(): CameraHealth;
};

/** A camera on MQTT, and its life. */
export interface Agent {
  /** Begins to connect and resolves at once: a broker that is away is waited for. Aborting `signal` closes the agent. */
  start(signal?: AbortSignal): Promise<void>;
  /**
   * Stops the capture, waits until it is gone (3 s at most), tells `offline` and disconnects. Safe to call repeatedly.
   */
  close(): Promise<void>;
  /** How it goes, for a service manager. */
  condition(): AgentCondition;
}

export type AgentCondition = {
  /** The state of the camera and of its connection, in a line. */
  summary: string;
  /** What keeps the agent from working until it is started anew, as a sentence; null when nothing does. */
  fault: string | null;
};

const { version } = JSON.parse(readFileSync(join(packageDirectory, 'package.json'), 'utf8')) as {
  version: string;
};

/** Program and version as the status tells them. */
export const agentName = `rpi-live-camera-agent/${version}`;

/**
 * Creates a camera that waits on MQTT to be started.
 *
 * @throws AgentError `config_invalid` naming every wrong or unknown setting
 */
export function createAgent(options: AgentOptions, deps: AgentDeps = {}): Agent {
  const config = parseConfig(options);
  const { logger = silentLogger, clock = systemClock } = deps;
  const board = readBoard();
  const capture = deps.capture ?? createConfiguredCapture(config, { board, clock, logger });
  const { mqtt, cameraId } = config;
  const topics = cameraTopics(mqtt.topicPrefix, cameraId, mqtt.controlTopic);
  const retainStatus = mqtt.retainStatus ? 'retain' : 'forget';

  const driver = new RunDriver({
    capture,
    clock,
    rules: runRules(config, capture),
    defaultVideo: config.video,
    logger,
    sendReply: (reply) => reporter.sendReply(reply),
    onStatusChange: () => reporter.reportStatus(),
    onCaptureProgress: (progress) => reporter.noteProgress(progress),
  });

  let lastIgnored: string | undefined;
  /** A retained message comes back with every connection, and is told once. */
  const ignore = (why: string, { payload }: ControlMessage) => {
    const ignored = createHash('sha256').update(why).update(payload).digest('hex');
    if (ignored === lastIgnored) return;
    lastIgnored = ignored;
    logger.warn({ topic: topics.control }, `ignored a control message: ${why}`);
  };

  const obey = (message: ControlMessage) => {
    const read = readCommand(message, clock);
    switch (read.type) {
      case 'command':
        driver.dispatch(read.event);
        return;
      case 'ignored':
        ignore(read.why, message);
        return;
      case 'refused': {
        const { inReplyTo, error } = read;
        logger.warn({ inReplyTo, ...error }, 'refused a command');
        if (inReplyTo) reporter.sendReply({ v: protocolVersion, inReplyTo, status: 'rejected', error });
      }
    }
  };

  const link = new MqttLink({
    settings: { ...mqtt, clientId: mqtt.clientId ?? cameraId },
    credentials: readMqttCredentials(mqtt, logger),
    controlTopic: topics.control,
    will: {
      topic: topics.status,
      payload: (connectionId) => lastWill({ connectionId, agent: agentName }),
      retain: retainStatus,
    },
    reconnectDelayMs: (attempt) => reconnectDelayMs(attempt, Math.random()),
    clock,
    logger,
    onMessage: obey,
    onReady: () => reporter.reportStatus(),
  });

  const reporter = new CameraReporter({
    link,
    topics,
    agent: agentName,
    retainStatus,
    clock,
    driver,
    captureName: () => capture.name ?? (deps.capture ? undefined : config.capture.type),
    readHealth: deps.readHealth ?? createHealthReader({ coreCount: board.coreCount }),
  });

  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= shutDown();
    return closing;
  };
  const shutDown = async () => {
    await driver.close();
    await reporter.close();
    await link.close();
  };

  return {
    async start(signal) {
      signal?.throwIfAborted();
      signal?.addEventListener('abort', () => void close(), { once: true });
      if (closing) return;
      void capture.prepare?.();
      link.start();
    },
    close,
    condition: () => {
      const { state, lastError } = driver.status;
      const camera = lastError ? `${state}: ${lastError.message}` : state;
      return {
        summary: link.isConnected ? camera : `${camera}; waiting for the MQTT broker`,
        fault: driver.fault(),
      };
    },
  };
}

function runRules({ lease, output }: AgentConfig, capture: Capture): RunRules {
  const fallbackOutput: StreamOutput | null =
    output.url === null ? null : { url: output.url, format: 'mpegts' };
  return {
    defaultLeaseMs: lease.defaultMs,
    maxLeaseMs: lease.maxMs,
    fallbackOutput,
    canForceKeyframe: capture.forceKeyframe !== undefined,
  };
}
