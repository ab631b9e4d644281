/** The HLS routes with one stream behind one grant, for their tests. */
import { createSessionFiles, type HlsGrant } from '../hls/session-files.js';
import { createHlsRoutes } from '../routes/hls.js';
import type { LiveStream } from '../store/live-stream.js';
import { createFixtureApp } from './app-fixture.js';
import { createFixtureRun, createFixtureStream, type FixtureRunOptions } from './live-stream-fixture.js';

/** The stream has one complete segment of 6 parts and an open one of 2; three frames make the next part. */
export function createHlsFixture(options: FixtureRunOptions = {}) {
  const stream = createFixtureStream();
  const run = createFixtureRun(stream, options);
  run.push(45);
  const grants = new Map<string, HlsGrant>();
  let touchCount = 0;
  grants.set('secret', { stream, waitingCount: 0, touch: () => touchCount++ });
  const openGrant = (grant: string, cameraId: string) =>
    cameraId === 'door' ? grants.get(grant) : undefined;
  const app = createFixtureApp().route(
    '/',
    createHlsRoutes({ answerFile: createSessionFiles({ openGrant }) }),
  );
  return {
    stream,
    run,
    grants,
    app,
    touches: () => touchCount,
    get: async (file: string, init?: RequestInit) => app.request(`/live/secret/door/${file}`, init),
  };
}

/** Resolves once so many requests are blocked; rejects after 2 s. */
export async function blocked(stream: LiveStream, count: number): Promise<void> {
  const deadlineAtMs = performance.now() + 2000;
  while (stream.stats().waiterCount !== count) {
    if (performance.now() > deadlineAtMs)
      throw new Error(`${stream.stats().waiterCount} blocked, not ${count}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
