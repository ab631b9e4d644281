/** The two ways to a stream's files: the routes of the app, and the listener in front of it, with Node's own messages. */
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import type { FileListener } from '../../../packages/gateway/src/hls/file-listener.js';

export type DoorAnswer = { status: number; headers: ReadonlyMap<string, string>; body: Buffer };
export type DoorRequest = { path: string; headers: Readonly<Record<string, string>> };

type App = { request(path: string, init: RequestInit): Response | Promise<Response> };

export async function askApp(app: App, { path, headers }: DoorRequest): Promise<DoorAnswer> {
  const response = await app.request(path, { headers: { ...headers } });
  const body = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: new Map(response.headers), body };
}

/** `undefined` where the listener leaves the request to the app. */
export function askListener(
  listener: FileListener,
  { path, headers }: DoorRequest,
): Promise<DoorAnswer> | undefined {
  const incoming = new IncomingMessage(new Socket());
  incoming.method = 'GET';
  incoming.url = path;
  incoming.headers = { ...headers };
  const outgoing = new ServerResponse(incoming);
  const wire = new PassThrough();
  const pieces: Buffer[] = [];
  wire.on('data', (bytes: Buffer) => pieces.push(bytes));
  outgoing.assignSocket(wire as unknown as Socket);
  const finished = new Promise<DoorAnswer>((resolve) => {
    outgoing.on('finish', () => setImmediate(() => resolve(readAnswer(Buffer.concat(pieces)))));
  });
  return listener(incoming, outgoing) ? finished : undefined;
}

/** One answer of HTTP/1.1, to its last byte. */
function readAnswer(bytes: Buffer): DoorAnswer {
  const end = bytes.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const headers = new Map<string, string>();
  for (const line of lines) {
    const at = line.indexOf(': ');
    const name = line.slice(0, at).toLowerCase();
    headers.set(name, headers.has(name) ? `${headers.get(name)}, ${line.slice(at + 2)}` : line.slice(at + 2));
  }
  const body = bytes.subarray(end + 4);
  const isChunked = headers.get('transfer-encoding') === 'chunked';
  return { status: Number(statusLine.split(' ')[1]), headers, body: isChunked ? unchunked(body) : body };
}

function unchunked(bytes: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (!(size > 0)) return Buffer.concat(pieces);
    pieces.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}
