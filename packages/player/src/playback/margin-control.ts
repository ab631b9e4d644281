/**
 * How near to running dry a video may play: pure, asked by `LiveFollower` after each piece of media. What is left to play
 * when the next piece comes is the margin; all of it is delay, and too little of it is a stall. So it is kept at a target
 * by small changes of the playback rate and, far from it, by jumps; the target grows with each stall and shrinks slowly.
 */
import type { MarginRules } from '../transports/transport.js';

/** What to do now: `jumpSeconds` forward when it is above 0, else play at `rate`. */
export type MarginDecision = { rate: number; jumpSeconds: number };

/** The least of what was left in this time counts: several pieces, so that one that came early hides nothing. */
const windowMs = 1200;
/** The same for a jump, which is wanted soon: behind an outage all that was held back comes at once. */
const jumpWindowMs = 500;
/** How long playing has to be under way before running dry counts: until then it is still finding its place. */
const settlingMs = 3000;
/** Further from the target than this, playing jumps. */
const jumpSeconds = 0.5;
/** Further from the target than this, the rate is changed; nearer than the latter, it is left alone again. */
const toleranceSeconds = { begin: 0.02, end: 0.004 } as const;
/** Rate per second of deviation. */
const gain = 0.8;
const maxRate = 1.15;
const minRate = 0.95;
/** Rates are multiples of it: a browser resamples sound anew at each change. */
const rateStep = 0.01;
/** A stall is answered by so many times as much, and `stallSeconds` of the rules. */
const stallFactor = 1.15;
const maxTargetSeconds = 2;
/** The target comes down by this share of its excess every second without a stall: half of it in 35 s. */
const decayPerSecond = 0.02;

export class MarginControl {
  readonly #rules: () => MarginRules;
  #samples: { atMs: number; leftSeconds: number }[] = [];
  #isCorrecting = false;
  #targetSeconds: number;
  /** First piece since the playhead was moved, 0 before it; and the newest one. */
  #beganAtMs = 0;
  #newestAtMs = 0;
  #hasStalled = false;

  /** @param rules asked at each piece; the target is never below what they say then */
  constructor(rules: () => MarginRules) {
    this.#rules = rules;
    this.#targetSeconds = rules().startSeconds;
  }

  /** What shall be left when the next piece comes. */
  get targetSeconds(): number {
    return this.#targetSeconds;
  }

  /** A piece of media was added; so much was left to play before it. */
  sample(leftSeconds: number, atMs: number): void {
    this.#decay(atMs);
    this.#answerStall(atMs);
    this.#beganAtMs ||= atMs;
    this.#newestAtMs = atMs;
    this.#samples.push({ atMs, leftSeconds });
    this.#samples = this.#samples.filter((sample) => atMs - sample.atMs <= windowMs);
  }

  /**
   * The video ran dry: the target grows with the next piece. What happens while playing starts, or right after a jump,
   * says nothing of the line.
   */
  stalled(): void {
    if (this.#beganAtMs === 0 || this.#newestAtMs - this.#beganAtMs < settlingMs) return;
    this.#hasStalled = true;
  }

  /** The playhead was moved: what was measured says nothing any more. */
  forget(): void {
    this.#samples = [];
    this.#beganAtMs = 0;
    this.#hasStalled = false;
  }

  /** @param maxCloserSeconds come no closer than by this, for a page that wants a longer delay */
  decide(maxCloserSeconds = Number.POSITIVE_INFINITY): MarginDecision {
    if (this.#samples.length === 0) return { rate: 1, jumpSeconds: 0 };
    const surplusOf = (spanMs: number): number =>
      Math.min(this.#leastLeft(spanMs) - this.#targetSeconds, maxCloserSeconds);
    const recent = surplusOf(jumpWindowMs);
    if (recent > jumpSeconds) return { rate: 1, jumpSeconds: recent };
    const surplus = surplusOf(windowMs);
    const { begin, end } = toleranceSeconds;
    this.#isCorrecting = Math.abs(surplus) > (this.#isCorrecting ? end : begin);
    if (!this.#isCorrecting) return { rate: 1, jumpSeconds: 0 };
    const rate = Math.max(minRate, Math.min(1 + gain * surplus, maxRate));
    // One step at least, so that the last hundredths of a second are made up for, too.
    const steps = Math.round((rate - 1) / rateStep) || Math.sign(surplus);
    return { rate: 1 + steps * rateStep, jumpSeconds: 0 };
  }

  #leastLeft(spanMs: number): number {
    const inSpan = this.#samples.filter(({ atMs }) => this.#newestAtMs - atMs <= spanMs);
    return Math.min(...inSpan.map(({ leftSeconds }) => leftSeconds));
  }

  /** An outage that no margin would have bridged is no reason to keep more; playing begins anew behind it. */
  #answerStall(atMs: number): void {
    if (!this.#hasStalled) return;
    if (atMs - this.#newestAtMs > maxTargetSeconds * 1000) return this.forget();
    this.#hasStalled = false;
    const grown = this.#targetSeconds * stallFactor + this.#rules().stallSeconds;
    this.#targetSeconds = Math.min(grown, maxTargetSeconds);
  }

  #decay(atMs: number): void {
    const elapsedSeconds = this.#newestAtMs === 0 ? 0 : (atMs - this.#newestAtMs) / 1000;
    const { minSeconds } = this.#rules();
    const share = Math.min(1, elapsedSeconds * decayPerSecond);
    this.#targetSeconds -= (this.#targetSeconds - minSeconds) * share;
    this.#targetSeconds = Math.max(this.#targetSeconds, minSeconds);
  }
}
