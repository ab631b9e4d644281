import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ArrivalClock } from './arrival-clock.js';

const ticksOf = (ms: number): number => ms * 90;

/** Frames each 100 ms of the camera's clock, a segment each second; the dates of the segments. */
function datesOf(seconds: number, arrivalOf: (takenAtMs: number) => number): number[] {
  const clock = new ArrivalClock();
  const dates: number[] = [];
  for (let takenAtMs = 0; takenAtMs < seconds * 1000; takenAtMs += 100) {
    clock.observe(ticksOf(takenAtMs), arrivalOf(takenAtMs));
    if (takenAtMs % 1000 !== 0) continue;
    clock.correct();
    dates.push(clock.dateOf(ticksOf(takenAtMs)));
  }
  return dates;
}

describe('ArrivalClock', () => {
  it('dates a steady camera by its arrivals', () => {
    assert.deepEqual(
      datesOf(3, (takenAtMs) => 70_000 + takenAtMs),
      [70_000, 71_000, 72_000],
    );
  });

  it('believes the quickest of the frames that came before the first date', () => {
    const clock = new ArrivalClock();
    clock.observe(ticksOf(0), 5080);
    clock.observe(ticksOf(33), 5043);
    clock.correct();
    assert.equal(clock.dateOf(ticksOf(0)), 5010);
  });

  it('is not led astray by jitter, and corrects a late first frame by a millisecond a segment', () => {
    const dates = datesOf(60, (takenAtMs) => takenAtMs + (takenAtMs === 0 ? 40 : (takenAtMs * 7) % 30));
    const errors = dates.map((date, index) => date - index * 1000);
    assert.equal(errors[0], 40);
    for (const [index, error] of errors.entries()) {
      if (index > 0) assert.ok(errors[index - 1]! - error <= 1 && errors[index - 1]! >= error);
    }
    assert.equal(errors.at(-1), 0);
  });

  it('knows at once what the dates come to slowly', () => {
    const clock = new ArrivalClock();
    clock.observe(ticksOf(0), 1130);
    clock.correct();
    clock.observe(ticksOf(100), 1100);
    assert.deepEqual([clock.dateOf(ticksOf(100)), clock.bestDateOf(ticksOf(100))], [1230, 1100]);
    assert.equal(clock.lateMs, 130);
  });

  it('follows a clock that is wrong by a ten-thousandth, for hours', () => {
    const hourSeconds = 3600;
    const dates = datesOf(hourSeconds, (takenAtMs) => takenAtMs * 1.0001);
    const lastTakenAtMs = (hourSeconds - 1) * 1000;
    assert.ok(Math.abs(dates.at(-1)! - lastTakenAtMs * 1.0001) < 2);
  });

  it('begins anew after a reset', () => {
    const clock = new ArrivalClock();
    clock.observe(ticksOf(0), 1000);
    clock.correct();
    clock.reset();
    clock.observe(ticksOf(500_000), 2000);
    clock.correct();
    assert.equal(clock.dateOf(ticksOf(500_000)), 2000);
  });
});
