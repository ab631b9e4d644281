import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { silentLogger } from '../log/logger.js';
import { createFakeFfmpeg } from '../testing/fake-ffmpeg.js';
import { filmFragments } from '../testing/filmed-fragments.js';
import { jpegSize } from '../testing/jpeg-size.js';
import { createFixtureRun, createFixtureStream, fixtureNowMs } from '../testing/live-stream-fixture.js';
import { makeOnePicture } from './one-picture.js';
import { Snapshots } from './snapshots.js';

const still = { newest: undefined };

describe('Snapshots', () => {
  it('decodes a keyframe once, when it is asked for, and keeps the last one of a stream that is over', async () => {
    let decodeCount = 0;
    const snapshots = new Snapshots({
      decode: async ({ fragment }) => {
        decodeCount += 1;
        return fragment;
      },
    });
    const stream = createFixtureStream();
    snapshots.follow('door', stream.feed, still);
    assert.equal(await snapshots.take('door'), undefined);
    const { push } = createFixtureRun(stream);
    push(31);
    assert.equal(decodeCount, 0);
    const [one, other] = await Promise.all([snapshots.take('door'), snapshots.take('door')]);
    assert.equal(one?.jpeg, other?.jpeg);
    assert.equal(decodeCount, 1);
    push(60);
    stream.close();
    const last = await snapshots.take('door');
    assert.equal(decodeCount, 2);
    assert.ok(last!.takenAtMs >= fixtureNowMs + 2900 && last!.takenAtMs <= fixtureNowMs + 3100);
  });

  it('knows how old a picture is when the clock was set meanwhile', async (t) => {
    let nowMs = fixtureNowMs;
    const snapshots = new Snapshots({ decode: async ({ fragment }) => fragment, nowMs: () => nowMs });
    const stream = createFixtureStream();
    snapshots.follow('door', stream.feed, still);
    createFixtureRun(stream).push(2);
    const now = performance.now.bind(performance);
    t.mock.method(performance, 'now', () => now() + 7000);
    nowMs += 3_600_000;
    const { ageMs } = (await snapshots.take('door'))!;
    assert.ok(ageMs >= 7000 && ageMs < 20_000, `${ageMs}`);
    stream.close();
  });

  it('takes the newest of the moving pictures where these are made', async () => {
    const snapshots = new Snapshots({
      decode: async () => {
        throw new Error('nothing is to be decoded');
      },
    });
    const stream = createFixtureStream();
    const jpeg = Buffer.from('moving');
    snapshots.follow('door', stream.feed, { newest: { jpeg } });
    createFixtureRun(stream).push(1);
    assert.equal((await snapshots.take('door'))?.jpeg, jpeg);
  });

  it('tries again after a failure', async () => {
    let callCount = 0;
    const snapshots = new Snapshots({
      decode: async () => {
        callCount += 1;
        if (callCount === 1) throw new Error('not now');
        return Buffer.from('picture');
      },
    });
    const stream = createFixtureStream();
    snapshots.follow('door', stream.feed, still);
    createFixtureRun(stream).push(1);
    await assert.rejects(snapshots.take('door'), /not now/);
    assert.ok(await snapshots.take('door'));
  });
});

describe('makeOnePicture', () => {
  const deps = { ffmpegPath: 'ffmpeg', logger: silentLogger };

  it('makes a JPEG of a real keyframe', async () => {
    const [first] = await filmFragments({ seconds: 1 });
    const jpeg = await makeOnePicture(deps, { init: first!.init.bytes, fragment: first!.bytes });
    assert.equal(jpegSize(jpeg), '320x240');
  });

  it('says that a picture is too large', async () => {
    const fake = await createFakeFfmpeg('exec head -c 20000000 /dev/zero');
    const keyframe = { init: Buffer.alloc(1), fragment: Buffer.alloc(1) };
    await assert.rejects(
      makeOnePicture({ ...deps, ffmpegPath: fake.path }, keyframe),
      /more than 16777216 bytes/,
    );
    await fake.remove();
  });

  it('says what ffmpeg says of what is no picture', async () => {
    const [first] = await filmFragments({ seconds: 1 });
    const spoiled = { init: first!.init.bytes, fragment: Buffer.alloc(100) };
    await assert.rejects(makeOnePicture(deps, spoiled), /No picture could be made: ffmpeg ended/);
  });
});
