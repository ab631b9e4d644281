/** The clock camera: films a clock and pushes it where it is told. Its process runs before that, as a camera's agent does. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { within } from '../../support/deadline.js';
import type { Pushing } from '../commanded-camera.js';

const programPath = fileURLToPath(new URL('./camera-program.ts', import.meta.url));
const answersWithinMs = 10_000;

export type ClockCommand = { kind: 'push'; url: string; keyframeMs: number } | { kind: 'stop' };
export type ClockAnswer = 'ready' | 'stopped';

export type ClockCamera = {
  /** One at a time: the URL as ffmpeg writes it. */
  push(url: string): Promise<Pushing>;
  close(): Promise<void>;
};

export async function startClockCamera({ keyframeMs }: { keyframeMs: number }): Promise<ClockCamera> {
  const child = fork(programPath);
  await heard(child, 'ready');
  const tell = (command: ClockCommand): void => void child.send(command);
  return {
    async push(url) {
      tell({ kind: 'push', url, keyframeMs });
      return {
        async close() {
          if (!child.connected) return;
          const stopped = heard(child, 'stopped');
          tell({ kind: 'stop' });
          await stopped;
        },
      };
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      if (child.connected) child.disconnect();
      await within(exited, { what: 'the clock camera to end', withinMs: answersWithinMs });
    },
  };
}

async function heard(child: ChildProcess, wanted: ClockAnswer): Promise<void> {
  const answer = once(child, 'message').then(([message]) => message as ClockAnswer);
  const gone = once(child, 'exit').then(() => 'gone' as const);
  const said = await within(Promise.race([answer, gone]), {
    what: `the clock camera to be ${wanted}`,
    withinMs: answersWithinMs,
  });
  if (said !== wanted) throw new Error(`the clock camera is ${said}, not ${wanted}`);
}
