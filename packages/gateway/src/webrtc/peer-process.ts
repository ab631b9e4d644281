/** Starts the WebRTC process and talks to it. It ends when its IPC channel does, so none outlives the gateway. */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { Logger } from '../log/logger.js';
import type { PeerCommand, PeerEvent, WebRtcSettings } from './messages.js';

export type PeerProcessOptions = {
  settings: WebRtcSettings;
  logger: Logger;
  onEvent(event: PeerEvent): void;
  /** Called once, when it has ended, by itself or closed. */
  onExit(): void;
};

export interface PeerProcess {
  readonly pid: number | undefined;
  /** Commands that it has not been handed yet. */
  readonly waitingCount: number;
  send(command: PeerCommand): void;
  /** Resolves when it is gone. Idempotent. */
  close(): Promise<void>;
}

/** Beside this file, in the same language. */
const programUrl = new URL(`./peer-program${extname(import.meta.url)}`, import.meta.url);

export function startPeerProcess({ settings, logger, onEvent, onExit }: PeerProcessOptions): PeerProcess {
  let waitingCount = 0;
  let isClosing = false;
  const subprocess = execa(fileURLToPath(programUrl), {
    node: true,
    ipc: true,
    serialization: 'advanced',
    stdin: 'ignore',
    stdout: 'ignore',
    buffer: false,
    reject: false,
  });
  const { pid } = subprocess;
  subprocess.on('message', (message) => onEvent(message as PeerEvent));
  subprocess.stderr.on('data', (bytes: Buffer) => {
    logger.debug({ pid, text: bytes.toString().trim() }, 'the WebRTC process says');
  });
  const ended = subprocess.then(({ exitCode, signal }) => {
    if (!isClosing) logger.warn({ pid, exitCode, signal }, 'the WebRTC process has ended by itself');
    onExit();
  });

  function send(command: PeerCommand): void {
    if (!subprocess.connected) return;
    waitingCount++;
    subprocess.send(command, () => {
      waitingCount--;
    });
  }

  send({ kind: 'settings', settings });
  return {
    pid,
    get waitingCount() {
      return waitingCount;
    },
    send,
    async close() {
      isClosing = true;
      subprocess.kill('SIGKILL');
      await ended;
    },
  };
}
