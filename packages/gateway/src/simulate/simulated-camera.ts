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
  /** @default cameras */
  topicPrefix?: string;
  logger: Logger;
};

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
  topicPrefix = 'cameras',
  logger,
}: SimulatedCameraOptions): SimulatedCamera {
  const folder = mkdtempSync(join(tmpdir(), 'rpi-live-camera-'));
  const file = join(folder, 'agent.json');
  const settings = { cameraId, mqtt: { url: mqttUrl, topicPrefix }, capture: { type: 'test' } };
  writeFileSync(file, JSON.stringify(settings), { mode: 0o600 });
  const child = execa(process.execPath, [agentProgram(), '--config', file], {
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'inherit',
    cleanup: true,
    reject: false,
    forceKillAfterDelay: goodbyeMs,
  });
  let isClosing = false;
  const ended = child.then((result) => {
    rmSync(folder, { recursive: true, force: true });
    if (!isClosing)
      logger.error({ cameraId, exitCode: result.exitCode }, 'the simulated camera ended by itself');
  });
  return {
    async close() {
      isClosing = true;
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function agentProgram(): string {
  const entry = createRequire(import.meta.url).resolve('@rpi-live-camera/agent/package.json');
  return join(dirname(entry), 'bin', 'rpi-live-camera-agent.js');
}
