import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createLiveResponder } from '../http/live-response.js';
import { createLiveSocketResponder } from '../http/live-socket.js';
import { type GatewayServer, serveGateway } from '../server.js';
import type { LiveStream } from '../store/live-stream.js';
import { createFixtureApp } from '../testing/app-fixture.js';
import { within } from '../testing/deadline.js';
import { readFragments } from '../testing/fragment-reader.js';
import { createFixtureStream } from '../testing/live-stream-fixture.js';
import { picture } from '../testing/synthetic-camera.js';
import { createLiveMp4Routes } from './live-mp4.js';

const groupCount = 30;
const pictureTicks = 3000;

describe('live.mp4 over a connection', () => {
  let stream: LiveStream;
  let server: GatewayServer;
  let ending: AbortController;
  let outgoing: ServerResponse;
  let responses: Set<{ drainedAtMs(): number }>;

  beforeEach(async () => {
    stream = createFixtureStream();
    ending = new AbortController();
    responses = new Set();
    const owner = {
      ended: ending.signal,
      hold(response: { drainedAtMs(): number }) {
        responses.add(response);
        return () => responses.delete(response);
      },
    };
    const app = createFixtureApp();
    app.use((c, next) => {
      outgoing = (c.env as { outgoing: ServerResponse }).outgoing;
      return next();
    });
    app.route(
      '/',
      createLiveMp4Routes({
        openGrant: () => ({ stream, owner, touch: () => {} }),
        respond: createLiveResponder(),
        respondBySocket: createLiveSocketResponder({
          upgradeWebSocket: undefined,
          isAllowedOrigin: () => true,
          reportFailure: () => {},
        }),
        startTimeoutMs: 200,
      }),
    );
    server = await serveGateway(app, { host: '127.0.0.1', port: 0 });
  });
  afterEach(async () => {
    stream.close();
    await server.close();
  });

  /** A camera of 50,000 bytes a picture, and a viewer of its first one. */
  async function watchLarge() {
    const sink = stream.beginRun({ arrivalDelayMs: 0 });
    let count = 0;
    const push = async (pictureCount: number): Promise<void> => {
      for (const end = count + pictureCount; count < end; count++) {
        const isKeyframe = count % groupCount === 0;
        sink.write(picture({ dtsTicks: count * pictureTicks, isKeyframe, byteLength: 50_000 }));
        await nextTurn();
      }
    };
    await push(1);
    const asking = get(new URL('live/any/door/live.mp4', server.url), { agent: false });
    const [viewer] = (await within(once(asking, 'response'), 'the head')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    viewer.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => {});
    await within(once(viewer, 'data'), 'the first picture');
    const [response] = responses;
    return { sink, push, viewer, chunks, response: response!, count: () => count };
  }

  async function until(isMet: () => boolean, what: string): Promise<void> {
    const looking = new AbortController();
    const met = (async () => {
      while (!isMet() && !looking.signal.aborted) await nextTurn();
    })();
    await within(met, what).finally(() => looking.abort());
  }

  it('lets a reader that is stuck skip to a keyframe, and holds little for it', async () => {
    const { sink, push, viewer, chunks, response, count } = await watchLarge();
    viewer.pause();
    let unsentBytes = 0;
    for (let pushed = 0; pushed < 1000; pushed++) {
      await push(1);
      unsentBytes = Math.max(unsentBytes, outgoing.socket!.writableLength);
    }
    assert.ok(unsentBytes < 1.5 * 1024 * 1024, `${unsentBytes} bytes wait for the network`);
    const stuckAtMs = response.drainedAtMs();
    assert.equal(response.drainedAtMs(), stuckAtMs);

    const ended = once(viewer, 'end');
    viewer.resume();
    const resumedAtMs = performance.now();
    await until(() => response.drainedAtMs() > resumedAtMs, 'the reader to catch up');
    await push(2 * groupCount);
    sink.end();
    await within(ended, 'the end');
    assert.equal(viewer.complete, true);
    const indexes = readFragments(mediaOf(Buffer.concat(chunks)))
      .flatMap(({ tracks }) => tracks.map(({ decodeTicks }) => decodeTicks))
      .map((ticks, _, [first]) => (ticks - first!) / pictureTicks);
    assert.equal(indexes.at(-1), count() - 1);
    assert.ok(indexes.length < 800, `${indexes.length} of ${count()} pictures came`);
    const skippedTo = indexes.filter((at, index) => index > 0 && at !== indexes[index - 1]! + 1);
    assert.notEqual(skippedTo.length, 0);
    for (const at of skippedTo) assert.equal(at % groupCount, 0);
  });

  it('cuts off a reader that is stuck when the session ends', async () => {
    const { push, viewer } = await watchLarge();
    viewer.pause();
    await push(500);
    const gone = once(outgoing, 'close');
    ending.abort(new Error('over'));
    await within(gone, 'the end of the connection');
    assert.equal(responses.size, 0);
    const closed = new Promise<void>((resolve) => viewer.once('close', () => resolve()));
    viewer.resume();
    await within(closed, 'the end of the response');
    assert.equal(viewer.complete, false);
  });

  it('forgets a client that goes', async () => {
    const { viewer } = await watchLarge();
    viewer.destroy();
    await until(() => responses.size === 0, 'the end of the response');
  });
});

/** Without the init segment in front. */
function mediaOf(bytes: Buffer): Buffer {
  return bytes.subarray(bytes.indexOf('prft') - 4);
}
