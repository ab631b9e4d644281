import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AnswerSlots, downloadLimits } from './answer-slots.js';

const isRefused = { code: 'too_many_requests' };

describe('AnswerSlots', () => {
  it('leave room for others, however many one asks for', async () => {
    const slots = new AnswerSlots(downloadLimits);
    const claims = Array.from({ length: 6 }, () => slots.claim({ grant: 'one', owner: 'ada' }));
    const [release] = await Promise.all(claims);
    await assert.rejects(slots.claim({ grant: 'one', owner: 'ada' }), isRefused);
    await slots.claim({ grant: 'other', owner: 'ben' });
    release!();
    release!();
    await slots.claim({ grant: 'one', owner: 'ada' });
    await assert.rejects(slots.claim({ grant: 'one', owner: 'ada' }), isRefused);
  });

  it('leave room for others, however many grants one asks by', async () => {
    const slots = new AnswerSlots(downloadLimits);
    for (let number = 0; number < 32; number++) await slots.claim({ grant: `${number}`, owner: 'ada' });
    await assert.rejects(slots.claim({ grant: 'one more', owner: 'ada' }), isRefused);
    await slots.claim({ grant: 'other', owner: 'ben' });
  });

  it('are so many in all', async () => {
    const slots = new AnswerSlots(downloadLimits);
    const claim = (number: number) => slots.claim({ grant: `${number}`, owner: undefined });
    const releases = await Promise.all(Array.from({ length: 64 }, (_, number) => claim(number)));
    await assert.rejects(claim(64), isRefused);
    for (const release of releases) release();
    await claim(64);
  });

  it('are waited for where that is allowed, by so many, half of them of one owner', async () => {
    const slots = new AnswerSlots({ inAll: 2, perOwner: 1, perGrant: 1, waiting: 4 });
    const order: string[] = [];
    const ask = (grant: string, owner: string) =>
      slots.claim({ grant, owner }).then((release) => {
        order.push(grant);
        return release;
      });
    const first = await ask('a1', 'ada');
    const waiting = [ask('a2', 'ada'), ask('a3', 'ada')];
    await assert.rejects(ask('a4', 'ada'), isRefused);
    const other = await ask('b1', 'ben');
    assert.deepEqual(order, ['a1', 'b1'], 'one who has room waits for nobody');
    waiting.push(ask('b2', 'ben'), ask('c1', 'cem'));
    await assert.rejects(ask('d1', 'dan'), isRefused);
    first();
    const second = await waiting[0]!;
    other();
    await waiting[2];
    second();
    await waiting[1];
    assert.deepEqual(order, ['a1', 'b1', 'a2', 'b2', 'a3']);
  });
});
