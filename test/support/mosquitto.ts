/**
 * A real Mosquitto on a free port of the loopback interface, with a directory of its own that `close` removes.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until, within } from './deadline.js';
import { freeTcpPort, isListening } from './free-port.js';

export type Mosquitto = {
  url: string;
  port: number;
  /** What the broker wrote so far. */
  log(): string;
  /** Lets it hang, by SIGSTOP: connections stay, nothing is answered; `resume` lets it go on. */
  hang(): void;
  resume(): void;
  /** Ends it as a power cut would, by SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again on its port after `kill`; without persistence nothing retained is left. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

export type MosquittoOptions = {
  /** Lines of `mosquitto.conf` after the listener. @default ['allow_anonymous true'] */
  config?: string[];
  /** @default a free one */
  port?: number;
};

/** Debian puts daemons where an ordinary user's PATH does not look. */
function mosquittoProgram(): string {
  try {
    accessSync('/usr/sbin/mosquitto');
    return '/usr/sbin/mosquitto';
  } catch {
    return 'mosquitto';
  }
}

export async function startMosquitto({
  config = ['allow_anonymous true'],
  ...options
}: MosquittoOptions = {}): Promise<Mosquitto> {
  const directory = await mkdtemp(join(tmpdir(), 'mosquitto-'));
  const port = options.port ?? (await freeTcpPort());
  const configPath = join(directory, 'mosquitto.conf');
  // As root Mosquitto gives up its rights for a user which cannot read this directory, unless told to stay root.
  const user = process.getuid?.() === 0 ? ['user root'] : [];
  const base = [`listener ${port} 127.0.0.1`, ...user, 'log_dest stderr', 'log_type all'];
  await writeFile(configPath, [...base, ...config, ''].join('\n'));
  let output = '';

  async function launch() {
    const started = spawn(mosquittoProgram(), ['-c', configPath], { stdio: ['ignore', 'ignore', 'pipe'] });
    started.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    const listens = () => started.exitCode !== null || isListening(port);
    await until(listens, { what: `Mosquitto to listen on port ${port}`, withinMs: 5000 });
    if (started.exitCode !== null) throw new Error(`mosquitto ended before it listened:\n${output}`);
    return started;
  }

  let broker = await launch();
  async function end(signal: NodeJS.Signals) {
    if (broker.exitCode !== null || broker.signalCode !== null) return;
    broker.kill(signal);
    await within(once(broker, 'exit'), { what: `Mosquitto to end on ${signal}`, withinMs: 5000 });
  }

  return {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    log: () => output,
    hang: () => void broker.kill('SIGSTOP'),
    resume: () => void broker.kill('SIGCONT'),
    kill: () => end('SIGKILL'),
    async restart() {
      await end('SIGKILL');
      broker = await launch();
    },
    async close() {
      await end('SIGTERM');
      await rm(directory, { recursive: true, force: true });
    },
  };
}
