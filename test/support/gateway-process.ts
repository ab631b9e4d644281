/**
 * The gateway as a program of its own, from source: what an operator runs. For tests that send signals, count its
 * children or need it to die; the others mount `createGateway` in their own process.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until, within } from './deadline.js';
import { freeTcpPort } from './free-port.js';

/** Node's arguments that start the gateway from source. */
const fromSource = [
  '--conditions=@rpi-live-camera/source',
  '--import',
  'tsx',
  fileURLToPath(new URL('../../packages/gateway/src/cli/main.ts', import.meta.url)),
];

export type GatewayProcess = {
  pid: number;
  /** Origin without a slash at the end. */
  url: string;
  /** Everything it wrote to stdout and stderr so far. */
  log(): string;
  /** SIGTERM; resolves with the exit code, fails when it takes longer than the 5 s that it promises. */
  stop(): Promise<number | null>;
  /** SIGKILL. */
  kill(): Promise<void>;
};

export type GatewayProcessOptions = {
  /** Its configuration file; `port` and `host` are filled in when they are missing. */
  config: Record<string, unknown> & { port?: number };
  /** Flags after `--config FILE`. */
  flags?: string[];
  /** Node's arguments that start it. @default from source */
  program?: readonly string[];
  environment?: Record<string, string>;
};

const startsWithinMs = 20_000;

/** Starts the gateway and resolves when `/healthz` answers 200. */
export async function startGatewayProcess({
  config,
  flags = [],
  program = fromSource,
  environment = {},
}: GatewayProcessOptions): Promise<GatewayProcess> {
  const directory = await mkdtemp(join(tmpdir(), 'gateway-'));
  const port = config.port ?? (await freeTcpPort());
  const configPath = join(directory, 'gateway.json');
  await writeFile(configPath, JSON.stringify({ host: '127.0.0.1', ...config, port }));

  const child = spawn(process.execPath, [...program, '--config', configPath, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const exited = once(child, 'exit').then(async () => {
    await rm(directory, { recursive: true, force: true });
  });
  const url = `http://127.0.0.1:${port}`;
  await untilHealthy({ child, url, log: () => output }).catch(async (error) => {
    child.kill('SIGKILL');
    await exited;
    throw error;
  });

  return {
    pid: child.pid as number,
    url,
    log: () => output,
    async stop() {
      child.kill('SIGTERM');
      await within(exited, { what: 'the gateway to end after SIGTERM', withinMs: 5000 });
      return child.exitCode;
    },
    async kill() {
      child.kill('SIGKILL');
      await within(exited, { what: 'the gateway to be gone after SIGKILL', withinMs: 5000 });
    },
  };
}

async function untilHealthy({ child, url, log }: { child: ChildProcess; url: string; log: () => string }) {
  const hasAnswered = async () => {
    if (child.exitCode !== null) return true;
    return (await fetch(`${url}/healthz`)).ok;
  };
  await until(hasAnswered, {
    what: `the gateway to answer on ${url}/healthz`,
    withinMs: startsWithinMs,
  }).catch((error: Error) => {
    throw new Error(`${error.message}\n${log()}`);
  });
  if (child.exitCode !== null) throw new Error(`the gateway ended with ${child.exitCode}:\n${log()}`);
}
