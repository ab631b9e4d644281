/** Time shift: playlists that reach back into storage keep to the same rules, and all that they list can be loaded. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { renderMediaPlaylist } from '../../packages/gateway/src/playlist/media.js';
import type { LiveStream, LiveStreamDeps } from '../../packages/gateway/src/store/live-stream.js';
import type { Segment, StoredSpan } from '../../packages/gateway/src/store/segment.js';
import { createFilmedStream, type FilmedStream } from './filmed-stream.js';
import { createPlaylistHistory } from './playlist-history.js';
import { createScriptClock, type ScriptClock } from './script-clock.js';

/** Storage in which a segment lies so many segments later, or never. */
type LateStorage = { read(span: StoredSpan): Promise<Buffer>; follow(stream: LiveStream): void };

function createLateStorage(lagOf: (segment: Segment) => number | undefined): LateStorage {
  const media: Buffer[] = [];
  return {
    read: async ({ at }) => media[at]!,
    follow(stream) {
      const waiting: { segment: Segment; dueSequence: number }[] = [];
      stream.segments.follow({
        onEnd: () => {},
        onSegment(segment) {
          const lag = segment.isGap ? undefined : lagOf(segment);
          if (lag !== undefined) waiting.push({ segment, dueSequence: segment.sequence + lag });
          while (waiting[0] && waiting[0].dueSequence <= segment.sequence) {
            const { bytes } = waiting[0].segment;
            const at = media.push(bytes!) - 1;
            const recordingId = `recording ${Math.floor(at / 5)}`;
            stream.past.markStored(waiting.shift()!.segment, { recordingId, at, byteLength: bytes!.length });
          }
        },
      });
    },
  };
}

type Scene = { filmed: FilmedStream; bytesOf: Map<string, Buffer> };

function film(
  clock: ScriptClock,
  storage: LateStorage,
  deps: Partial<LiveStreamDeps>,
  windowMs: number,
): Scene {
  const filmed = createFilmedStream({
    clock,
    deps: { ...deps, timeShift: { windowMs, read: storage.read } },
  });
  const bytesOf = new Map<string, Buffer>();
  filmed.stream.segments.follow({
    onSegment: ({ name, bytes }) => bytesOf.set(name, Buffer.from(bytes!)),
    onEnd: () => {},
  });
  storage.follow(filmed.stream);
  return { filmed, bytesOf };
}

/** Whatever is listed and complete can be loaded, with the bytes that it had when it was live. */
async function assertAllLoad({ filmed, bytesOf }: Scene): Promise<void> {
  const { stream } = filmed;
  for (const { name, init, parts, isGap, isOpen } of stream.window!.segments) {
    assert.ok(stream.find(init.name), init.name);
    for (const part of parts) assert.ok(stream.find(part.name), part.name);
    if (isOpen) continue;
    const bytes = stream.find(name) ?? (await stream.past.load(name));
    assert.ok(bytes, `${name} is listed, and nowhere`);
    if (!isGap) assert.ok(bytes.equals(bytesOf.get(name)!), `${name} has other bytes than when it was live`);
  }
}

const hls = { segmentMs: 1000, partMs: 200, windowMs: 6000 };
const listedSeconds = ({ stream }: FilmedStream): number => stream.window!.segments.length;

/** Of one test; the clock is that of a script. */
function scene(t: TestContext, storage: LateStorage, maxBytes?: number): Scene {
  return film(createScriptClock(t.mock), storage, { hls, ...(maxBytes && { maxBytes }) }, 60_000);
}

describe('a playlist that reaches back into storage', () => {
  it('lists the window while memory has what live playback needs', async (t) => {
    const one = scene(
      t,
      createLateStorage(() => 1),
    );
    one.filmed.film({ seconds: 100, framesPerSecond: 10 });
    assert.ok(Math.abs(listedSeconds(one.filmed) - 60) <= 1, `${listedSeconds(one.filmed)} s`);
    const { segmentCount } = one.filmed.stream.stats();
    assert.ok(segmentCount <= 14, `${segmentCount} segments in memory`);
    await assertAllLoad(one);
    assert.deepEqual(one.filmed.faults, []);
    assert.ok(
      await one.filmed.stream.past.load('seg10.m4s'),
      'what has left the list stays for as long again',
    );
  });

  it('offers delta updates from its first version on, as what is offered must not change', (t) => {
    const { filmed } = scene(
      t,
      createLateStorage(() => 0),
    );
    filmed.film({ seconds: 40, framesPerSecond: 10 });
    assert.ok(filmed.seen.every(({ playlist }) => playlist.serverControl['CAN-SKIP-UNTIL'] === '12'));
  });

  it('is known in full to who reloads deltas alone', (t) => {
    const { filmed } = scene(
      t,
      createLateStorage(() => 2),
    );
    const history = createPlaylistHistory();
    let deltaCount = 0;
    for (let reload = 0; reload < 200; reload++) {
      if (reload === 70) filmed.restart();
      filmed.film({ seconds: 0.5, framesPerSecond: 10, keyframeSeconds: 0.5 });
      const text = renderMediaPlaylist(filmed.stream.window!, reload === 0 ? 'whole' : 'delta');
      if (text.includes('EXT-X-SKIP')) deltaCount += 1;
      history.add(text);
    }
    assert.ok(deltaCount > 150, `${deltaCount} deltas`);
    assert.deepEqual(history.faults, []);
  });

  it('lists what memory has room for where nothing is stored', async (t) => {
    const one = scene(
      t,
      createLateStorage(() => undefined),
      100_000,
    );
    one.filmed.film({ seconds: 100, framesPerSecond: 10 });
    assert.ok(one.filmed.stream.stats().heldBytes > 80_000);
    assert.ok(
      listedSeconds(one.filmed) > 12 && listedSeconds(one.filmed) < 60,
      `${listedSeconds(one.filmed)} s`,
    );
    await assertAllLoad(one);
    assert.deepEqual(one.filmed.faults, []);
  });

  it('holds in memory what was never stored; once there is no room it goes, with all before it', async (t) => {
    const one = scene(
      t,
      createLateStorage(({ sequence }) => (sequence === 20 ? undefined : 0)),
      40_000,
    );
    const firstMedia = (): number => one.filmed.stream.window!.segments.find(({ isGap }) => !isGap)!.sequence;
    one.filmed.film({ seconds: 30, framesPerSecond: 10 });
    assert.equal(firstMedia(), 7);
    await assertAllLoad(one);
    // Segments so large that two of them fill the memory.
    one.filmed.film({ seconds: 5, framesPerSecond: 120, keyframeSeconds: 0.1 });
    assert.equal(firstMedia(), 21);
    await assertAllLoad(one);
    assert.deepEqual(one.filmed.faults, []);
  });

  it('drops what a deleted recording had, with all before it', async (t) => {
    const one = scene(
      t,
      createLateStorage(() => 0),
    );
    one.filmed.film({ seconds: 40, framesPerSecond: 10 });
    one.filmed.stream.past.forgetStored('recording 2');
    assert.equal(one.filmed.stream.window!.segments[0]!.sequence, 7 + 15);
    one.filmed.film({ seconds: 3, framesPerSecond: 10 });
    await assertAllLoad(one);
    // In memory it stays for live playback alone.
    one.filmed.stream.past.forgetStored('recording 7');
    assert.ok(one.filmed.stream.window!.segments[0]!.sequence <= 7 + 35);
    one.filmed.film({ seconds: 14, framesPerSecond: 10 });
    assert.equal(one.filmed.stream.window!.segments[0]!.sequence, 7 + 40);
    assert.deepEqual(one.filmed.faults, []);
  });

  it('is valid, never goes back, and lists nothing that cannot be loaded, whatever storage and memory do', async (t) => {
    const clock = createScriptClock(t.mock);
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('film' as const),
        seconds: fc.double({ min: 0.2, max: 15, noNaN: true }),
      }),
      fc.record({ kind: fc.constant('silence' as const), ms: fc.nat(15_000) }),
      fc.record({ kind: fc.constant('restart' as const) }),
      fc.record({ kind: fc.constant('delete' as const), number: fc.nat(10) }),
    );
    const world = fc.record({
      windowMs: fc.integer({ min: 6000, max: 90_000 }),
      maxBytes: fc.constantFrom(30_000, 60_000, 64 * 1024 * 1024),
      lags: fc.array(fc.option(fc.nat(30), { nil: undefined, freq: 10 }), { minLength: 1, maxLength: 20 }),
      steps: fc.array(step, { minLength: 2, maxLength: 10 }),
    });
    await fc.assert(
      fc.asyncProperty(world, async ({ windowMs, maxBytes, lags, steps }) => {
        const storage = createLateStorage(({ sequence }) => lags[sequence % lags.length]);
        const one = film(clock, storage, { hls, maxBytes }, windowMs);
        one.filmed.film({ seconds: 1, framesPerSecond: 10 });
        for (const act of steps) {
          if (act.kind === 'film') one.filmed.film({ seconds: act.seconds, framesPerSecond: 10 });
          else if (act.kind === 'silence') one.filmed.beSilent(act.ms);
          else if (act.kind === 'delete') one.filmed.stream.past.forgetStored(`recording ${act.number}`);
          else {
            one.filmed.restart();
            one.filmed.beSilent(250);
          }
          await assertAllLoad(one);
          assert.ok(one.filmed.stream.stats().heldBytes <= maxBytes);
        }
        one.filmed.stream.close();
        const isDeletion = (fault: string): boolean =>
          /s are listed after a removal/.test(fault) && steps.some(({ kind }) => kind === 'delete');
        const faults = one.filmed.faults.filter((fault) => !isDeletion(fault));
        assert.deepEqual(faults.slice(0, 5), []);
      }),
      { numRuns: 60 },
    );
  });
});
