/** The gateway as users run it: its built program, as a process of its own. What it costs is that of the product. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until, within } from '../support/deadline.js';
import { freeTcpPort } from '../support/free-port.js';

const program = fileURLToPath(
  new URL('../../packages/gateway/bin/rpi-live-camera-gateway.js', import.meta.url),
);

export type BuiltGateway = {
  pid: number;
  /** Origin without a slash at the end. */
  url: string;
  close(): Promise<void>;
};

/** Resolves when it answers. @param config its configuration file; `host`, and `port` where it is missing, are filled in */
export async function startBuiltGateway(
  config: Record<string, unknown> & { port?: number },
): Promise<BuiltGateway> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-gateway-'));
  const port = config.port ?? (await freeTcpPort());
  const configPath = join(directory, 'gateway.json');
  await writeFile(configPath, JSON.stringify({ host: '127.0.0.1', ...config, port }));
  const child = spawn(process.execPath, [program, '--config', configPath], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
  const exited = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;

  async function close(): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await within(exited, { what: 'the gateway to end', withinMs: 6000 }).catch(() => child.kill('SIGKILL'));
    }
    await rm(directory, { recursive: true, force: true });
  }

  try {
    await until(async () => child.exitCode !== null || (await fetch(`${url}/readyz`)).ok, {
      what: 'the gateway to be ready',
      withinMs: 20_000,
    });
    if (child.exitCode !== null) throw new Error(`the gateway ended with ${child.exitCode}`);
  } catch (error) {
    await close();
    throw new Error(`${(error as Error).message}\n${log}`);
  }
  return { pid: child.pid as number, url, close };
}
