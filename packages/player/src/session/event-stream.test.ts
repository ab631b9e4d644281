import { assert } from 'chai';
import { readEventStream, type ServerSentEvent } from './event-stream.js';

function streamOf(chunks: (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks)
        controller.enqueue(typeof chunk === 'string' ? encoder.encode(chunk) : chunk);
      controller.close();
    },
  });
}

async function eventsOf(chunks: (string | Uint8Array)[]): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  for await (const event of readEventStream(streamOf(chunks))) events.push(event);
  return events;
}

const text = 'event: progress\ndata: {"phase":"waking"}\n\n: a comment\n\nevent:session\ndata:{"id":"ü"}\n\n';
const expected = [
  { event: 'progress', data: '{"phase":"waking"}' },
  { event: 'session', data: '{"id":"ü"}' },
];

describe('readEventStream', () => {
  it('reads events and passes over comments', async () => assert.deepEqual(await eventsOf([text]), expected));

  it('reads the same from bytes that arrive one by one', async () => {
    const bytes = [...new TextEncoder().encode(text)].map((byte) => Uint8Array.of(byte));
    assert.deepEqual(await eventsOf(bytes), expected);
  });

  for (const [name, end] of [
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ] as const) {
    it(`takes ${name} as the end of a line`, async () => {
      // A last CR cannot be told from half a CRLF, so a further line follows.
      assert.deepEqual(await eventsOf([...`${text.replaceAll('\n', end)}:${end}`]), expected);
    });
  }

  it('joins several data lines', async () => {
    assert.deepEqual(await eventsOf(['data: a\ndata: b\n\n']), [{ event: 'message', data: 'a\nb' }]);
  });

  it('drops an event that the end of the stream cuts off', async () => {
    assert.deepEqual(await eventsOf(['event: session\ndata: {']), []);
  });

  it('refuses a line without end', async () => {
    const failure = await eventsOf(['x'.repeat(300_000)]).catch((error: unknown) => error);
    assert.ok(failure instanceof RangeError);
  });

  it('cancels the stream when its reader has seen enough', async () => {
    let isCancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new TextEncoder().encode('data: x\n\n')),
      cancel: () => {
        isCancelled = true;
      },
    });
    for await (const { data } of readEventStream(endless)) if (data === 'x') break;
    assert.equal(isCancelled, true);
  });
});
