/** A camera without an encoder: sends a recording over UDP when it is asked to, and knows when each picture left. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Recording, SendCommand, SentTimes } from './camera-pacer.js';
import type { Pushing } from './commanded-camera.js';

const program = fileURLToPath(new URL('./camera-process.ts', import.meta.url));

export type RecordedCamera = {
  /** To a UDP URL of this machine, from the recording's first picture on. */
  push(url: string): Promise<Pushing>;
  /** Of the runs that have been closed: when the last byte of a picture left, by its tail. */
  sentAtMs(tail: string): number | undefined;
};

export function createRecordedCamera(recording: Recording): RecordedCamera {
  const sent: SentTimes = new Map();
  return {
    async push(url) {
      const child = fork(program, { serialization: 'advanced' });
      const exited = once(child, 'exit');
      child.on('message', (times) => {
        for (const [tail, atMs] of times as SentTimes) sent.set(tail, atMs);
      });
      const command: SendCommand = { ...recording, port: Number(new URL(url).port) };
      child.send(command);
      return {
        async close() {
          if (child.connected) child.send('end');
          await exited;
        },
      };
    },
    sentAtMs: (tail) => sent.get(tail),
  };
}
