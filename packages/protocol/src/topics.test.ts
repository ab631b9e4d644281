import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cameraIdPattern, cameraTopics, isControlTopicPerCamera, parseCameraTopic } from './topics.js';

describe('cameraTopics', () => {
  it('hangs every topic under the prefix', () => {
    assert.deepEqual(cameraTopics('acme/site1', 'front-door'), {
      control: 'acme/site1/front-door/control',
      status: 'acme/site1/front-door/status',
      event: 'acme/site1/front-door/event',
    });
  });

  it('fills a control-topic template and keeps a fixed control topic', () => {
    assert.equal(cameraTopics('cameras', 'a', 'site/{cameraId}/cmd').control, 'site/a/cmd');
    assert.equal(cameraTopics('cameras', 'a', 'CAMERA_CONTROL').control, 'CAMERA_CONTROL');
    assert.equal(isControlTopicPerCamera('CAMERA_CONTROL'), false);
    assert.equal(isControlTopicPerCamera('site/{cameraId}/cmd'), true);
    assert.equal(isControlTopicPerCamera(null), true);
  });
});

describe('parseCameraTopic', () => {
  it('reads back what cameraTopics names', () => {
    assert.deepEqual(parseCameraTopic('acme/site1', 'acme/site1/front-door/status'), {
      cameraId: 'front-door',
      kind: 'status',
    });
    assert.deepEqual(parseCameraTopic('cameras', 'cameras/a/event'), { cameraId: 'a', kind: 'event' });
  });

  for (const topic of [
    'cameras/a/control',
    'cameras/a',
    'cameras/a/status/x',
    'other/a/status',
    'cameras/ä/status',
  ]) {
    it(`does not take ${topic} for a camera's word`, () => {
      assert.equal(parseCameraTopic('cameras', topic), undefined);
    });
  }
});

describe('cameraIdPattern', () => {
  for (const [id, ok] of [
    ['front-door', true],
    ['a'.repeat(64), true],
    ['a'.repeat(65), false],
    ['', false],
    ['a/b', false],
    ['a+', false],
    ['#', false],
  ] as const) {
    it(`${ok ? 'accepts' : 'refuses'} ${JSON.stringify(id)}`, () =>
      assert.equal(cameraIdPattern.test(id), ok));
  }
});
