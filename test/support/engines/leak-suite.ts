/** What stays behind when cameras come, move and go, in one engine: nothing at the gateway, nothing in the page. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { until } from '../deadline.js';
import { cameraId } from '../scene.js';
import { removeCamera } from './camera-in-page.js';
import type { EngineName, MemoryFigures } from './engine.js';
import type { EngineStage } from './engine-stage.js';
import { type Feature, gapOf } from './gaps.js';
import { connectionCountOf } from './gateway-sockets.js';
import { mountCameras, mountedCount, moveCamera } from './mount-load.js';

export type LeakLoad = { mountCount: number; moveCount: number };

/** Before the first figures: what is loaded once, and stays, is none of a camera's. */
const warmUpCount = 12;
/** So much may stay of each camera that came and went; one that leaks its media keeps hundreds of kilobytes. */
const maxHeapBytesEach = 16 * 1024;
/** A connection that nothing more is asked on is closed by the gateway after five seconds. */
const connectionsEndWithinMs = 20_000;

const figureNames = {
  heapBytes: 'heap size',
  nodes: 'count of nodes',
  listenerCount: 'count of listeners',
} as const;

export function describeLeaks(
  name: EngineName,
  stage: () => EngineStage,
  { mountCount, moveCount }: LeakLoad,
): void {
  describe('a long life', () => {
    it(`leaves nothing of ${mountCount} cameras that came and went`, async (test) => {
      const { engine, scene, openPage, untilNobodyWatches } = stage();
      await openPage();
      const attributes = {
        gateway: scene.gateway.url,
        camera: cameraId,
        muted: '',
        'disconnect-delay': '0.1',
      };
      await mountCameras(engine, warmUpCount, attributes);
      await untilNobodyWatches();
      const before = await untilCollected(stage());
      await mountCameras(engine, mountCount, attributes);
      await untilNobodyWatches();
      const after = await untilCollected(stage());
      assertFlat(test, name, before, after, mountCount);
      await untilDisconnected(stage());
    });

    it(`leaves the camera as it was by ${moveCount} moves, and then nothing`, async () => {
      const { engine, open, viewerCount, untilNobodyWatches } = stage();
      const camera = await open();
      const before = await camera.untilMoving();
      await moveCamera(engine, moveCount);
      const after = await camera.untilMoving();
      assert.equal(after.sessionId, before.sessionId);
      assert.equal(after.events.filter((event) => event === 'sessionstart').length, 1);
      assert.equal(after.events.filter((event) => event === 'emptied').length, countOf(before.events));
      assert.equal(await viewerCount(), 1);
      await removeCamera(engine);
      await untilNobodyWatches();
      await untilDisconnected(stage());
    });
  });
}

const countOf = (events: readonly string[]): number => events.filter((event) => event === 'emptied').length;

/** Waits until the gateway has no connection left: to the page, or to anybody else. */
async function untilDisconnected({ engine, scene }: EngineStage): Promise<void> {
  const port = Number(new URL(scene.gateway.url).port);
  await until(async () => (await connectionCountOf(port)) === 0, {
    what: `the end of every connection of ${engine.name} at the gateway`,
    withinMs: connectionsEndWithinMs,
  });
}

/** Collects garbage until no camera that is gone is held any more. */
async function untilCollected({ engine }: EngineStage): Promise<MemoryFigures> {
  let figures: MemoryFigures | undefined;
  let left = 0;
  await until(
    async () => {
      figures = await engine.collectGarbage();
      left = await mountedCount(engine);
      return left === 0;
    },
    { what: `the end of every detached camera in ${engine.name}`, withinMs: 20_000, everyMs: 200 },
  ).catch((error: Error) => {
    throw new Error(`${error.message}; ${left} are left`);
  });
  return figures!;
}

function assertFlat(
  test: TestContext,
  name: EngineName,
  before: MemoryFigures,
  after: MemoryFigures,
  cameraCount: number,
): void {
  for (const figure of Object.keys(figureNames) as (keyof MemoryFigures)[]) {
    const feature: Feature = figureNames[figure];
    const gap = gapOf(name, feature);
    const [first, last] = [before[figure], after[figure]];
    if (gap) {
      assert.equal(last, null, `${name} tells ${feature} now`);
      test.diagnostic(`skipped: ${gap}`);
      continue;
    }
    const grown = last! - first!;
    test.diagnostic(`${name}, ${feature}: ${first} before, ${last} after`);
    const most = figure === 'heapBytes' ? maxHeapBytesEach * cameraCount : 0;
    assert.ok(grown <= most, `${feature} grew by ${grown} with ${cameraCount} cameras`);
  }
}
