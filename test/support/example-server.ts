/** A server of `docs/examples`, run as it stands there, with a broker and a camera of the test. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { until, within } from './deadline.js';
import { freeTcpPort } from './free-port.js';

export type ExampleServer = {
  /** Origin without a slash at the end. */
  url: string;
  /** SIGTERM; resolves with the exit code, fails when it takes longer than 5 s. */
  stop(): Promise<number | null>;
  /** Idempotent, for the end of a test. */
  close(): Promise<void>;
};

/**
 * Resolves when the gateway in it has reached the broker.
 *
 * @param folder of the example, with what it needs installed
 */
export async function startExampleServer(folder: string, mqttUrl: string): Promise<ExampleServer> {
  const port = await freeTcpPort();
  const child = spawn(process.execPath, ['server.js'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PORT: String(port), MQTT_URL: mqttUrl },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const exited = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  const close = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await exited;
  };
  const isReady = async () => {
    if (child.exitCode !== null) return true;
    return (await fetch(`${url}/cameras/readyz`)).ok;
  };
  await until(isReady, { what: `the server in ${folder} to be ready`, withinMs: 20_000 }).catch(
    async (error: Error) => {
      await close();
      throw new Error(`${error.message}\n${output}`);
    },
  );
  if (child.exitCode !== null)
    throw new Error(`the server in ${folder} ended with ${child.exitCode}:\n${output}`);
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await within(exited, { what: `the server in ${folder} to end after SIGTERM`, withinMs: 5000 });
      return child.exitCode;
    },
    close,
  };
}
