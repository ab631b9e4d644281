import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { matchesCamera } from './camera-pattern.js';

describe('matchesCamera', () => {
  for (const [pattern, cameraId, isMatch] of [
    ['front-door', 'front-door', true],
    ['front-door', 'front-door2', false],
    ['*', 'front-door', true],
    ['site1-*', 'site1-door', true],
    ['site1-*', 'site1-', true],
    ['site1-*', 'site2-door', false],
    ['*-door', 'front-door', true],
    ['*-door', 'front-gate', false],
    ['a*c', 'abc', true],
    ['a*a', 'a', false],
    ['ab*ba', 'aba', false],
    ['a*b*c', 'a1b2c', true],
    ['a*b*c', 'a1c2b', false],
    ['a*bc*c', 'abc', false],
    ['**', 'a', true],
    ['', '', true],
    ['', 'a', false],
    ['Front', 'front', false],
    ['front.door', 'front-door', false],
  ] as const) {
    it(`${isMatch ? 'finds' : 'does not find'} "${cameraId}" by "${pattern}"`, () => {
      assert.equal(matchesCamera(pattern, cameraId), isMatch);
    });
  }

  it('is quick for patterns that would keep a regular expression busy for ever', () => {
    assert.equal(matchesCamera(`${'*a'.repeat(4000)}*b`, 'a'.repeat(64)), false);
  });
});
