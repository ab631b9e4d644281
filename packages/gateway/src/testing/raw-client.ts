/** A client that sees the bytes of HTTP/1 as they are on the wire. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { within } from './deadline.js';

export type RawClient = {
  socket: Socket;
  /** Asks with GET on this connection, behind whatever was asked before. */
  get(path: string, version?: '1.0' | '1.1'): void;
  /** What has come since the last call, once it holds `text`; up to its end. */
  until(text: string): Promise<string>;
  /** Resolves when the server has ended the connection, with what has come and was not asked for. */
  closed(): Promise<string>;
};

export async function connectRaw(url: string | URL): Promise<RawClient> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  let came = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    came += text;
  });
  socket.on('error', () => {});
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await within(once(socket, 'connect'), 'the connection');
  return {
    socket,
    get(path, version = '1.1') {
      socket.write(`GET ${path} HTTP/${version}\r\nHost: gateway.example\r\n\r\n`);
    },
    async until(text) {
      while (!came.includes(text)) await within(once(socket, 'data'), JSON.stringify(text));
      const end = came.indexOf(text) + text.length;
      const head = came.slice(0, end);
      came = came.slice(end);
      return head;
    },
    async closed() {
      await within(closed, 'the end of the connection');
      return came;
    },
  };
}
