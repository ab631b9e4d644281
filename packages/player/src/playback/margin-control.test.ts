import { assert } from 'chai';
import { MarginControl } from './margin-control.js';

const rules = { startSeconds: 0.1, minSeconds: 0.06, stallSeconds: 0.04 };

/** Pieces every 200 ms, each finding so much left to play. */
function feed(control: MarginControl, lefts: number[], fromMs = 1000): number {
  let atMs = fromMs;
  for (const left of lefts) {
    control.sample(left, atMs);
    atMs += 200;
  }
  return atMs;
}

const steady = (left: number, count = 6): number[] => Array.from({ length: count }, () => left);

describe('MarginControl', () => {
  it('plays as usual while the margin is near its target, and before anything is known', () => {
    const control = new MarginControl(() => rules);
    assert.deepEqual(control.decide(), { rate: 1, jumpSeconds: 0 });
    feed(control, steady(0.11));
    assert.deepEqual(control.decide(), { rate: 1, jumpSeconds: 0 });
  });

  it('plays faster with too much left, in proportion and up to a limit', () => {
    const rateWith = (left: number): number => {
      const control = new MarginControl(() => rules);
      feed(control, steady(left));
      return control.decide().rate;
    };
    assert.approximately(rateWith(0.15), 1.04, 0.001);
    assert.approximately(rateWith(0.2), 1.08, 0.001);
    assert.approximately(rateWith(0.58), 1.15, 0.001);
  });

  it('plays slower with too little left', () => {
    const control = new MarginControl(() => rules);
    feed(control, steady(0.07));
    assert.approximately(control.decide().rate, 0.98, 0.001);
  });

  it('goes on until the target is met, once it has begun', () => {
    const control = new MarginControl(() => rules);
    let atMs = feed(control, steady(0.13));
    assert.approximately(control.decide().rate, 1.02, 0.001);
    atMs = feed(control, steady(0.105, 8), atMs);
    assert.approximately(control.decide().rate, 1.01, 0.001);
    feed(control, steady(0.1, 8), atMs);
    assert.equal(control.decide().rate, 1);
  });

  it('keeps more as soon as it is told so', () => {
    let told = rules;
    const control = new MarginControl(() => told);
    const atMs = feed(control, steady(0.1));
    told = { ...rules, minSeconds: 0.13 };
    feed(control, steady(0.1), atMs);
    assert.approximately(control.targetSeconds, 0.13, 0.001);
  });

  it('jumps over more than half a second', () => {
    const control = new MarginControl(() => rules);
    feed(control, steady(3.1));
    const { rate, jumpSeconds } = control.decide();
    assert.equal(rate, 1);
    assert.approximately(jumpSeconds, 3, 0.01);
    control.forget();
    assert.equal(control.decide().jumpSeconds, 0);
  });

  it('jumps half a second behind an outage, when all that was held back has come', () => {
    const control = new MarginControl(() => rules);
    const atMs = feed(control, [0.1, 0, 3]);
    assert.equal(control.decide().jumpSeconds, 0);
    feed(control, steady(3, 3), atMs);
    assert.approximately(control.decide().jumpSeconds, 2.9, 0.01);
  });

  it('goes by the least of the last pieces, and forgets old ones', () => {
    const control = new MarginControl(() => rules);
    const atMs = feed(control, [0.1, 0.4, 0.4, 0.4]);
    assert.equal(control.decide().rate, 1);
    feed(control, steady(0.4), atMs + 600);
    assert.isAbove(control.decide().rate, 1);
  });

  it('keeps more after each stall, and comes back slowly', () => {
    const control = new MarginControl(() => rules);
    let atMs = feed(control, steady(0.1, 20));
    control.stalled();
    atMs = feed(control, [0], atMs);
    const afterOne = control.targetSeconds;
    assert.isAbove(afterOne, 0.15);
    control.stalled();
    atMs = feed(control, [0], atMs);
    assert.isAbove(control.targetSeconds, afterOne + 0.05);
    const afterTwo = control.targetSeconds;
    for (let second = 0; second < 35; second += 1) atMs = feed(control, steady(0.3, 5), atMs);
    assert.approximately(control.targetSeconds - 0.06, (afterTwo - 0.06) / 2, 0.02);
    for (let second = 0; second < 600; second += 1) atMs = feed(control, steady(0.3, 5), atMs);
    assert.approximately(control.targetSeconds, 0.06, 0.001);
  });

  it('takes running dry at the start for no sign of the line', () => {
    const control = new MarginControl(() => rules);
    control.stalled();
    const atMs = feed(control, steady(0.1, 15));
    control.stalled();
    feed(control, steady(0.1), atMs);
    assert.isBelow(control.targetSeconds, 0.101);
  });

  it('takes the wait that a jump causes for no sign of the line', () => {
    const control = new MarginControl(() => rules);
    const atMs = feed(control, steady(0.1, 50));
    control.forget();
    control.stalled();
    feed(control, steady(0.1), atMs);
    assert.isBelow(control.targetSeconds, 0.101);
  });

  it('keeps no more behind an outage that nothing would have bridged', () => {
    const control = new MarginControl(() => rules);
    const atMs = feed(control, steady(0.1, 50));
    control.stalled();
    const backAtMs = feed(control, steady(0, 3), atMs + 3000);
    control.stalled();
    feed(control, steady(0, 3), backAtMs);
    assert.isBelow(control.targetSeconds, 0.101);
  });

  it('never wants more than two seconds', () => {
    const control = new MarginControl(() => rules);
    let atMs = feed(control, steady(0, 20));
    for (let stall = 0; stall < 50; stall += 1) {
      control.stalled();
      atMs = feed(control, [0], atMs);
    }
    assert.equal(control.targetSeconds, 2);
  });

  it('comes no closer than the page wants', () => {
    const control = new MarginControl(() => rules);
    feed(control, steady(0.4));
    assert.equal(control.decide(0.01).rate, 1);
    assert.isBelow(control.decide(-0.1).rate, 1);
    assert.isAbove(control.decide(1).rate, 1);
  });
});
