import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playClock } from '../testing/played-clock.js';
import { SilenceWatch } from './silence-watch.js';

describe('SilenceWatch', () => {
  const clock = playClock();

  function watch() {
    const counts: number[] = [];
    return { counts, silence: new SilenceWatch({ onMissing: (count) => counts.push(count) }) };
  }

  it('says nothing before a first part, nor while parts come', async () => {
    const { counts, silence } = watch();
    await clock.pass(5000);
    for (let part = 0; part < 20; part++) {
      silence.heard(200);
      await clock.pass(950);
    }
    silence.close();
    assert.deepEqual(counts, []);
  });

  it('says all that is missing after a second, then each part as it is due', async () => {
    const { counts, silence } = watch();
    silence.heard(200);
    await clock.pass(1000);
    assert.deepEqual(counts, [5]);
    await clock.pass(600);
    assert.deepEqual(counts, [5, 1, 1, 1]);
    silence.close();
  });

  it('waits for three parts where these last longer', async () => {
    const { counts, silence } = watch();
    silence.heard(500);
    await clock.pass(1450);
    assert.deepEqual(counts, []);
    await clock.pass(50);
    assert.deepEqual(counts, [3]);
    silence.close();
  });

  it('counts anew after the next part', async () => {
    const { counts, silence } = watch();
    silence.heard(200);
    await clock.pass(1200);
    silence.heard(200);
    await clock.pass(1000);
    assert.deepEqual(counts, [5, 1, 5]);
    silence.close();
    await clock.pass(5000);
    assert.deepEqual(counts, [5, 1, 5]);
  });
});
