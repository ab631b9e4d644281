import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RefusedTopics } from './refused-topics.js';

const event = 'publish cameras/door/event';
const status = 'publish cameras/door/status';

/** Sends, and the broker closes the connection at once. */
function closeAfter(topics: RefusedTopics, atMs: number, ...actions: (typeof event | typeof status)[]) {
  for (const action of actions) topics.began(action, atMs);
  return topics.closed(atMs + 50);
}

describe('RefusedTopics', () => {
  it('takes three closes in a row for a proof, says it once and holds the topic back', () => {
    const topics = new RefusedTopics();
    assert.equal(closeAfter(topics, 0, event), undefined);
    assert.equal(closeAfter(topics, 1000, event), undefined);
    assert.equal(topics.heldForMs(event, 1100), 0);
    assert.equal(closeAfter(topics, 2000, event), event);
    assert.equal(topics.heldForMs(event, 2050), 60_000);
    assert.equal(topics.heldForMs(status, 2050), 0);
  });

  it('tries again after a while, and holds back for longer each time, silently', () => {
    const topics = new RefusedTopics();
    for (const atMs of [0, 1000, 2000]) closeAfter(topics, atMs, event);
    assert.equal(topics.heldForMs(event, 62_050), 0);
    const holds = [100_000, 300_000, 700_000, 2_000_000, 4_000_000].map((atMs) => {
      assert.equal(closeAfter(topics, atMs, event), undefined);
      return topics.heldForMs(event, atMs + 50);
    });
    assert.deepEqual(holds, [120_000, 240_000, 480_000, 900_000, 900_000]);
  });

  it('blames the oldest of what waits, since a broker reads in order', () => {
    const topics = new RefusedTopics();
    for (const atMs of [0, 1000]) closeAfter(topics, atMs, event, status);
    assert.equal(closeAfter(topics, 2000, event, status), event);
  });

  it('forgets a suspicion when the broker takes the topic, and says so of one that was held back', () => {
    const topics = new RefusedTopics();
    for (const atMs of [0, 1000]) closeAfter(topics, atMs, event);
    topics.began(event, 2000);
    assert.equal(topics.acknowledged(event), false);
    for (const atMs of [3000, 4000]) assert.equal(closeAfter(topics, atMs, event), undefined);
    assert.equal(closeAfter(topics, 5000, event), event);
    topics.began(event, 70_000);
    assert.equal(topics.acknowledged(event), true);
  });

  it('does not blame a topic for a connection that ends later, or with nothing under way', () => {
    const topics = new RefusedTopics();
    for (const atMs of [0, 10_000, 20_000, 30_000]) {
      topics.began(event, atMs);
      assert.equal(topics.closed(atMs + 5000), undefined);
      assert.equal(topics.closed(atMs + 6000), undefined);
    }
    assert.equal(topics.heldForMs(event, 40_000), 0);
  });
});
