/** A camera on this machine that films a test picture: the agent's own program, as a child process. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import type { Logger } from '../log/logger.js';

export type SimulatedCameraOptions = {
  cameraId: string;
  mqttUrl: string;
  /** What the embedded broker has for this camera. @default none is asked for */
  mqttPassword?: string | undefined;
  /** @default cameras */
  topicPrefix?: string;
  /** @default ffmpeg, from the PATH */
  ffmpegPath?: string;
  logger: Logger;
};

/** A camera that runs beside the gateway, as a process of its own. */
export type SimulatedCamera = {
  /** Ends the process, and with it the camera. Idempotent. */
  close(): Promise<void>;
};

/** How long the agent may take to say goodbye before it is killed. */
const goodbyeMs = 4000;

/** Starts the agent's program with a test picture. */
export function startSimulatedCamera({
  cameraId,
  mqttUrl,
  mqttPassword,
  topicPrefix = 'cameras',
  ffmpegPath = 'ffmpeg',
  logger,
}: SimulatedCameraOptions): SimulatedCamera {
  const folder = mkdtempSync(join(tmpdir(), 'rpi-live-camera-'));
  const file = join(folder, 'agent.json');
  const login = mqttPassword === undefined ? {} : { username: cameraId, password: mqttPassword };
  const mqtt = { url: mqttUrl, topicPrefix, ...login };
  const settings = { cameraId, mqtt, capture: { type: 'test' }, ffmpegPath };
  writeFileSync(file, JSON.stringify(settings), { mode: 0o600 });
  const child = execa(process.execPath, [agentProgram(), '--config', file], {
    stdin: 'ignore',
    stdout: 'ignore',
    // The agent ends when this channel closes: it does not outlive a gateway that is killed.
    ipc: true,
    buffer: false,
    reject: false,
    forceKillAfterDelay: goodbyeMs,
  });
  let isClosing = false;
  const logged = passOnLog(child.iterable({ from: 'stderr' }), cameraId, logger);
  const ended = Promise.all([child, logged]).then(([{ exitCode }]) => {
    rmSync(folder, { recursive: true, force: true });
    if (!isClosing) logger.error({ cameraId, exitCode }, 'the simulated camera ended by itself');
  });
  return {
    async close() {
      isClosing = true;
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** The agent writes `time level message {facts}`. */
const logLine = /^\S+ (error|warn|info|debug)\s+(.*)$/;

async function passOnLog(lines: AsyncIterable<string>, cameraId: string, logger: Logger): Promise<void> {
  for await (const line of lines) {
    const [, level = 'warn', message = line] = logLine.exec(line) ?? [];
    logger[level as keyof Logger]({ cameraId, from: 'simulated camera' }, message);
  }
}

function agentProgram(): string {
  const entry = createRequire(import.meta.url).resolve('@rpi-live-camera/agent/package.json');
  return join(dirname(entry), 'bin', 'rpi-live-camera-agent.js');
}
