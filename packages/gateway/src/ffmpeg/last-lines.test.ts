import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playClock } from '../testing/played-clock.js';
import { createLastLines } from './last-lines.js';

describe('createLastLines', () => {
  const { pass } = playClock();

  it('keeps the last eight lines, also of one that is not ended', () => {
    const lines = createLastLines();
    lines.write(Buffer.from(Array.from({ length: 20 }, (_, index) => `line ${index}\n`).join('')));
    lines.write(Buffer.from('half'));
    assert.equal(
      lines.text(),
      `${[12, 13, 14, 15, 16, 17, 18, 19].map((n) => `line ${n}`).join('; ')}; half`,
    );
  });

  it('reads the end of a flood, and tells on twenty lines a second of it', async () => {
    const told: string[] = [];
    const lines = createLastLines((line) => told.push(line));
    const flood = Buffer.from(`${'noise\n'.repeat(100_000)}`);
    for (let count = 0; count < 1000; count += 1) lines.write(flood);
    lines.write(Buffer.from('the last word\n'));
    assert.equal(told.length, 20);
    assert.match(lines.text(), /noise; the last word$/);
    await pass(1000);
    lines.write(Buffer.from('later\n'));
    assert.deepEqual(told.slice(20), ['later']);
  });
});
