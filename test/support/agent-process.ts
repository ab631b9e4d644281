/** The agent as the program that runs on a Pi, from source, with a configuration file of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { within } from './deadline.js';
import { cameraId } from './scene.js';

const entryPath = fileURLToPath(new URL('../../packages/agent/src/testing/run-cli.ts', import.meta.url));

export type AgentProcess = {
  pid: number;
  /** Everything it logged so far. */
  log(): string;
  /** Sends a signal and resolves with the exit code once it is gone, null when the signal ended it. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
  /** SIGTERM, if it still runs. */
  close(): Promise<number | null>;
};

export type AgentProcessOptions = {
  mqttUrl: string;
  /** The rest of its configuration file. */
  settings: Record<string, unknown>;
  environment?: Record<string, string>;
};

export async function startAgentProcess({
  mqttUrl,
  settings,
  environment = {},
}: AgentProcessOptions): Promise<AgentProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'agent-'));
  const file = join(folder, 'agent.json');
  writeFileSync(file, JSON.stringify({ cameraId, mqtt: { url: mqttUrl }, ...settings }));
  const child = spawn(
    process.execPath,
    ['--conditions=@rpi-live-camera/source', '--import', 'tsx', entryPath, '--config', file],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...environment } },
  );
  await once(child, 'spawn');
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const exited = once(child, 'exit').then(() => {
    rmSync(folder, { recursive: true, force: true });
    return child.exitCode;
  });
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return within(exited, { what: `the agent to end by ${signal}`, withinMs: 5000 });
  };
  return { pid: child.pid as number, log: () => output, end, close: () => end('SIGTERM') };
}
