import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DownloadSlots } from './download-slots.js';

describe('DownloadSlots', () => {
  it('leave room for others, however many one asks for', () => {
    const slots = new DownloadSlots();
    const own = Array.from({ length: 6 }, () => slots.claim('one'));
    assert.throws(() => slots.claim('one'), { code: 'too_many_requests' });
    slots.claim('other');
    own[0]!();
    own[0]!();
    slots.claim('one');
    assert.throws(() => slots.claim('one'), { code: 'too_many_requests' });
  });

  it('are so many in all', () => {
    const slots = new DownloadSlots();
    const releases = Array.from({ length: 64 }, (_, number) => slots.claim(`${number}`));
    assert.throws(() => slots.claim('one more'), { code: 'too_many_requests' });
    for (const release of releases) release();
    slots.claim('one more');
  });
});
