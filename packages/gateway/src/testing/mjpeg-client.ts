/** A viewer of moving JPEG pictures that does what browsers do: it shows a part once the boundary after it has come. */
import assert from 'node:assert/strict';
import { type IncomingMessage, request } from 'node:http';
import { within } from './deadline.js';

export type MjpegViewer = {
  response: IncomingMessage;
  /** The next picture; `undefined` at the end of the response. */
  next(): Promise<Buffer | undefined>;
  /** Leaves. */
  close(): void;
};

export type WatchOptions = {
  /** Ends the wait for an answer. */
  signal?: AbortSignal;
};

/** Asks for the pictures; resolves with the head of the answer, whatever its status. */
export async function watchMjpeg(url: string | URL, { signal }: WatchOptions = {}): Promise<MjpegViewer> {
  const asking = request(url, { agent: false, ...(signal ? { signal } : {}) });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    asking.once('response', resolve);
    asking.once('error', reject);
  });
  asking.end();
  const response = await within(answered, 'an answer');
  response.on('error', () => {});
  const boundary = /boundary=(.+)$/.exec(response.headers['content-type'] ?? '')?.[1];
  const chunks = response[Symbol.asyncIterator]();
  let data = Buffer.alloc(0);

  /** Reads on until there are so many bytes. */
  async function fill(byteCount: number): Promise<boolean> {
    while (data.length < byteCount) {
      const { done, value } = await within(chunks.next(), 'bytes').catch(() => ({
        done: true,
        value: undefined,
      }));
      if (done) return false;
      data = Buffer.concat([data, value]);
    }
    return true;
  }

  async function take(text: string): Promise<boolean> {
    if (!(await fill(text.length))) return false;
    assert.equal(data.toString('latin1', 0, text.length), text);
    data = data.subarray(text.length);
    return true;
  }

  let isFirst = true;
  return {
    response,
    async next() {
      if (isFirst && !(await take(`--${boundary}\r\n`))) return undefined;
      isFirst = false;
      while (!data.includes('\r\n\r\n')) if (!(await fill(data.length + 1))) return undefined;
      const head = data.toString('latin1', 0, data.indexOf('\r\n\r\n') + 4);
      const length = /^Content-Type: image\/jpeg\r\nContent-Length: (\d+)\r\n\r\n$/.exec(head)?.[1];
      assert.ok(length, `headers of a part: ${head}`);
      await take(head);
      if (!(await fill(Number(length)))) return undefined;
      const jpeg = data.subarray(0, Number(length));
      data = data.subarray(jpeg.length);
      return (await take(`\r\n--${boundary}\r\n`)) ? jpeg : undefined;
    },
    close: () => asking.destroy(),
  };
}
