import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { planSubscriptions } from './subscription-plan.js';

const cameras = (count: number) => Array.from({ length: count }, (_, index) => `camera-${index}`);

describe('planSubscriptions', () => {
  it('asks for replies, for the status of each camera, and for that of any', () => {
    assert.deepEqual(planSubscriptions('site', ['door', 'shed']), [
      ['site/+/event'],
      ['site/door/status', 'site/shed/status'],
      ['site/+/status'],
    ]);
  });

  for (const [count, packets, filters] of [
    [1, 3, 3],
    [8, 3, 10],
    [9, 4, 11],
    [48, 8, 50],
    [200, 8, 50],
  ] as const) {
    it(`needs ${packets} packets and ${filters} filters for ${count} cameras`, () => {
      const plan = planSubscriptions('cameras', cameras(count));
      assert.equal(plan.length, packets);
      assert.equal(plan.flat().length, filters);
      assert.ok(plan.every((packet) => packet.length <= 8));
    });
  }
});
