import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { samplesOf } from '../testing/fragment-reader.js';
import { createFixtureRun, createFixtureStream } from '../testing/live-stream-fixture.js';
import { type FeedFragment, FragmentFeed } from './fragment-feed.js';

const fragment = (isKeyframe: boolean, byteLength = 100): FeedFragment => ({
  bytes: Buffer.alloc(byteLength),
  durationTicks: 3000,
  isKeyframe,
  picture: undefined,
  referenceTime: undefined,
  init: { bytes: Buffer.alloc(0), codecs: '' } as FeedFragment['init'],
});

describe('FragmentFeed', () => {
  it('begins with the newest keyframe and goes on with what is made', () => {
    const { feed, push } = streamWithRun();
    push(40);
    const heard: FeedFragment[] = [];
    feed.follow((one) => heard.push(one));
    assert.equal(heard.length, 10);
    push(5);
    assert.equal(heard.length, 15);
    assert.deepEqual(
      heard.map(({ isKeyframe }) => isKeyframe),
      heard.map((_, index) => index === 0),
    );
    const times = heard.flatMap(({ bytes }) => samplesOf(bytes, 1).map(({ decodeTicks }) => decodeTicks));
    assert.deepEqual(
      times,
      times.map((_, index) => times[0]! + index * 3000),
    );
  });

  it('names the same init segment within a run and another one in the next', () => {
    const { stream, feed, push } = streamWithRun();
    const heard: FeedFragment[] = [];
    feed.follow((one) => heard.push(one));
    push(2);
    createFixtureRun(stream).push(1);
    assert.equal(heard[0]!.init, heard[1]!.init);
    assert.notEqual(heard[1]!.init, heard[2]!.init);
  });

  it('says nothing more to one who has ended it, and to nobody once it is cleared', () => {
    const feed = new FragmentFeed();
    const counts = [0, 0];
    const end = feed.follow(() => counts[0]!++);
    feed.follow(() => counts[1]!++);
    feed.push(fragment(true));
    end();
    feed.push(fragment(false));
    feed.clear();
    feed.push(fragment(false));
    assert.deepEqual(counts, [1, 2]);
  });

  it('says when a run ends, and keeps nothing of it for who comes later', () => {
    const { stream, feed, push } = streamWithRun();
    push(5);
    const said: string[] = [];
    feed.follow(
      ({ isKeyframe }) => said.push(isKeyframe ? 'keyframe' : 'picture'),
      () => said.push('end'),
    );
    push(1);
    const next = createFixtureRun(stream);
    feed.follow(() => said.push('too old'))();
    next.push(1);
    assert.deepEqual(said, ['keyframe', ...Array<string>(5).fill('picture'), 'end', 'keyframe']);
  });

  it('holds no more than it may: who comes then waits for the next keyframe', () => {
    const feed = new FragmentFeed({ maxGroupBytes: 1000 });
    const lengthsHeard = (): number[] => {
      const lengths: number[] = [];
      feed.follow(({ bytes }) => lengths.push(bytes.length))();
      return lengths;
    };
    feed.push(fragment(true, 600));
    feed.push(fragment(false, 300));
    assert.deepEqual(lengthsHeard(), [600, 300]);
    feed.push(fragment(false, 200));
    assert.deepEqual(lengthsHeard(), []);
    feed.push(fragment(false, 100));
    assert.deepEqual(lengthsHeard(), []);
    feed.push(fragment(true, 500));
    assert.deepEqual(lengthsHeard(), [500]);
  });
});

function streamWithRun() {
  const stream = createFixtureStream();
  return { stream, feed: stream.feed, push: createFixtureRun(stream).push };
}
