/** A socket that listens as systemd does, for tests that run the real `systemd-notify`. Node cannot open one. */
import { spawn, spawnSync } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { within } from './within.js';

const script = fileURLToPath(new URL('./notify-socket.py', import.meta.url));

/** For `skip`: false where the programs are there, else what is missing. */
export const lacksSystemdNotify =
  ['systemd-notify', 'python3'].find((program) => spawnSync(program, ['--version']).status !== 0) ?? false;

export type NotifySocket = {
  /** For `NOTIFY_SOCKET`. */
  path: string;
  messages: readonly string[];
  /** The first message that fits, waiting for it if need be. */
  message(fits: RegExp): Promise<string>;
  close(): void;
};

/** @param path in the file system, or `@name` for an abstract one as systemd may use */
export async function openNotifySocket(path: string): Promise<NotifySocket> {
  const listener = spawn('python3', [script, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  const messages: string[] = [];
  const heard = new EventEmitter();
  const lines = createInterface({ input: listener.stdout });
  await within(once(lines, 'line'), 8000, 'the socket to listen');
  lines.on('line', (line) => {
    messages.push(line);
    heard.emit('message');
  });
  const wait = async (fits: RegExp): Promise<string> => {
    for (;;) {
      const found = messages.find((message) => fits.test(message));
      if (found !== undefined) return found;
      await once(heard, 'message');
    }
  };
  return {
    path,
    messages,
    message: (fits) => within(wait(fits), 8000, `the message ${fits}; heard ${messages.join(' | ')}`),
    close: () => listener.stdin.end(),
  };
}
