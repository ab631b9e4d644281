/** One stream behind one grant, over real HTTP. Used by the tests of the clauses that speak of requests and answers. */
import type { TestContext } from 'node:test';
import { createFileListener } from '../../packages/gateway/src/hls/file-listener.js';
import { createSessionFiles } from '../../packages/gateway/src/hls/session-files.js';
import { createSharedHeaders } from '../../packages/gateway/src/http/shared-headers.js';
import { createHlsRoutes } from '../../packages/gateway/src/routes/hls.js';
import { serveGateway } from '../../packages/gateway/src/server.js';
import type { LiveStream } from '../../packages/gateway/src/store/live-stream.js';
import { createFixtureApp } from '../../packages/gateway/src/testing/app-fixture.js';
import {
  createFixtureRun,
  createFixtureStream,
} from '../../packages/gateway/src/testing/live-stream-fixture.js';
import { DeadlineError } from '../support/deadline.js';
import { type ParsedPlaylist, parsePlaylist } from './parse-playlist.js';

export type ServedStream = {
  /** `index.m3u8` or a name from it, with its query. */
  url(file: string): string;
  get(file: string, init?: RequestInit): Promise<Response>;
  /** @param query delivery directives @throws when the answer is not 200 */
  playlist(query?: string): Promise<ParsedPlaylist>;
  /** Resolves once so many requests are blocked; fails after 2 s. */
  blocked(count: number): Promise<void>;
};

/** Serves the stream until the test is over. */
export async function serveStream(t: TestContext, stream: LiveStream): Promise<ServedStream> {
  const grant = { stream, waitingCount: 0, touch: () => {} };
  const answerFile = createSessionFiles({
    openGrant: (name, cameraId) => (name === 'grant' && cameraId === 'door' ? grant : undefined),
  });
  const app = createFixtureApp().route('/', createHlsRoutes({ answerFile }));
  const listenForFiles = createFileListener({
    answerFile,
    makeSharedHeaders: createSharedHeaders({ origins: ['*'], exposedHeaders: [] }),
    reportFailure: () => {},
  });
  const server = await serveGateway(
    // As the gateway is served; the routes answer what the listener leaves.
    { fetch: app.fetch, listenForFiles },
    { host: '127.0.0.1', port: 0 },
  );
  t.after(() => {
    // The server's own limits are for real time.
    t.mock.timers.reset();
    stream.close();
    return server.close();
  });
  const url = (file: string): string => `${server.url}live/grant/door/${file}`;
  return {
    url,
    get: (file, init) => fetch(url(file), init),
    async playlist(query) {
      const response = await fetch(url(query === undefined ? 'index.m3u8' : `index.m3u8?${query}`));
      const text = await response.text();
      if (response.status !== 200) throw new Error(`${query}: ${response.status} ${text}`);
      return parsePlaylist(text);
    },
    blocked: (count) => untilBlocked(stream, count),
  };
}

const blockedWithinMs = 2000;

/** By a clock that no test takes over. */
async function untilBlocked(stream: LiveStream, count: number): Promise<void> {
  const deadlineNs = process.hrtime.bigint() + BigInt(blockedWithinMs) * 1_000_000n;
  while (stream.stats().waiterCount !== count) {
    if (process.hrtime.bigint() > deadlineNs)
      throw new DeadlineError(`${count} requests to be blocked`, blockedWithinMs, stream.stats().waiterCount);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/**
 * A served stream and its camera: 30 frames a second, a keyframe each second, six frames a part.
 *
 * @param frameCount pushed before it is served; of them 30 are in each segment, and the first one is a part by itself
 */
export async function serveCamera(t: TestContext, frameCount: number) {
  const stream = createFixtureStream();
  const run = createFixtureRun(stream);
  run.push(frameCount);
  return { stream, run, ...(await serveStream(t, stream)) };
}
