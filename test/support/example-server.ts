/** A program of `docs/examples`, run as it stands there, with a broker and a camera of the test. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
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

/** Node's arguments that run the example in the workspace, on packages from source. */
const fromSource = (name: string): string[] => {
  const program = fileURLToPath(new URL(`../../docs/examples/${name}/server.js`, import.meta.url));
  return ['--conditions=@rpi-live-camera/source', '--import', 'tsx', program];
};

/**
 * Resolves when the gateway in it has reached the broker.
 *
 * @param name folder of the example
 * @param program Node's arguments that start it. @default from source
 */
export async function startExampleServer(
  name: string,
  mqttUrl: string,
  program: readonly string[] = fromSource(name),
): Promise<ExampleServer> {
  const port = await freeTcpPort();
  const child = spawn(process.execPath, program, {
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
  await until(isReady, { what: `the example ${name} to be ready`, withinMs: 20_000 }).catch(
    async (error: Error) => {
      await close();
      throw new Error(`${error.message}\n${output}`);
    },
  );
  if (child.exitCode !== null)
    throw new Error(`the example ${name} ended with ${child.exitCode}:\n${output}`);
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await within(exited, { what: `the example ${name} to end after SIGTERM`, withinMs: 5000 });
      return child.exitCode;
    },
    close,
  };
}
