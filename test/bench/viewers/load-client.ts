/** Drives a process of many viewers: they begin, are measured for a while, and end. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { within } from '../../support/deadline.js';
import type { ViewerDeps } from './load-viewer.js';

const program = fileURLToPath(new URL('./load-program.ts', import.meta.url));
const answersWithinMs = 120_000;

export type LoadCommand = Pick<ViewerDeps, 'gatewayUrl' | 'cameraId' | 'transport'> & { viewerCount: number };

export type LoadResult = {
  /** When each viewer had a piece, by the tail of its last picture; precise epoch milliseconds. */
  arrivals: Map<string, number[]>;
  receivedBytes: number;
  requestCount: number;
  /** Parts that viewers left out to catch up. */
  missedCount: number;
  /** Viewers that ended before they should. */
  failedCount: number;
  firstFailure: string | undefined;
};

export type LoadAnswer = { kind: 'watching' } | ({ kind: 'result' } & LoadResult);

export type LoadClient = {
  pid: number;
  /** Counts from now on. */
  measure(): void;
  /** Ends all viewers. */
  end(): Promise<LoadResult>;
  close(): Promise<void>;
};

/** Resolves when every viewer has had its first media, or has failed. */
export async function startLoadClient(command: LoadCommand): Promise<LoadClient> {
  const child = fork(program, { serialization: 'advanced' });
  const exited = once(child, 'exit');
  const hear = async <Kind extends LoadAnswer['kind']>(kind: Kind) => {
    const left = exited.then(() => [{ kind: 'gone' }] as const);
    const what = `the viewers to say ${kind}`;
    const heard = Promise.race([once(child, 'message') as Promise<[LoadAnswer]>, left]);
    const [answer] = await within(heard, { what, withinMs: answersWithinMs });
    if (answer.kind !== kind) throw new Error(`waited for ${what}; they say ${answer.kind}`);
    return answer as LoadAnswer & { kind: Kind };
  };
  const close = async (): Promise<void> => {
    if (child.connected) child.disconnect();
    await exited;
  };
  try {
    child.send(command);
    await hear('watching');
  } catch (error) {
    await close();
    throw error;
  }
  return {
    pid: child.pid as number,
    measure: () => void child.send('measure'),
    end() {
      child.send('end');
      return hear('result');
    },
    close,
  };
}
