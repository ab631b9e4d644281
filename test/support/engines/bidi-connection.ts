/** A connection to a browser by WebDriver BiDi: commands and their results. Used by `firefox.ts` alone. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { within } from '../deadline.js';

export type BidiConnection = {
  /**
   * @param Result what the command answers, by the specification
   * @throws Error with the browser's own code and message; `DeadlineError` when it does not answer
   */
  send<Result>(method: string, params?: object): Promise<Result>;
  close(): Promise<void>;
};

type Message = { id?: number; type: 'success' | 'error' | 'event'; result?: unknown } & {
  error?: string;
  message?: string;
};

const answersWithinMs = 60_000;

/** @param url of a session, such as `ws://127.0.0.1:9222/session` */
export async function connectBidi(url: string): Promise<BidiConnection> {
  const socket = new WebSocket(url, { maxPayload: 64 * 1024 * 1024 });
  await once(socket, 'open');
  let lastId = 0;
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  socket.on('message', (data) => {
    const { id, type, result, error, message } = JSON.parse(String(data)) as Message;
    const command = id === undefined ? undefined : waiting.get(id);
    if (id === undefined || command === undefined) return;
    waiting.delete(id);
    if (type === 'success') command.resolve(result);
    else command.reject(new Error(`${error}: ${message}`));
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('the browser has closed the connection'));
    waiting.clear();
  });
  return {
    send<Result>(method: string, params: object = {}): Promise<Result> {
      const id = ++lastId;
      const answered = new Promise<Result>((resolve, reject) => {
        waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      });
      socket.send(JSON.stringify({ id, method, params }));
      return within(answered, { what: `the answer to ${method}`, withinMs: answersWithinMs });
    },
    async close() {
      if (socket.readyState === WebSocket.CLOSED) return;
      const closed = once(socket, 'close');
      socket.terminate();
      await closed;
    },
  };
}
