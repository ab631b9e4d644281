/** Keeps playing at the live edge: measures the delay, jumps when it grew too long. Owned by `Playback`. */
import type { Clock } from '../clock/clock.js';
import type { AttachedTransport } from '../transports/transport.js';
import { isBehind, type Latency, measureLatency, shouldJump } from './live-edge.js';

export type LiveFollowerDeps = {
  video: HTMLVideoElement;
  clock: Clock;
  /** The delay in seconds changed by at least `latencyStepSeconds`; `null`: unknown again. */
  onLatency: (latencySeconds: number | null) => void;
};

const latencyStepSeconds = 0.1;
/** Closer to live than this, a jump would cost more than it gains. */
const minJumpSeconds = 0.5;

export class LiveFollower {
  #deps: LiveFollowerDeps;
  #attached: AttachedTransport | null = null;
  #clockOffsetMs = 0;
  #latency: Latency | null = null;
  #toldSeconds: number | null = null;
  #isBehind = false;
  #jumpedAtMs = 0;

  constructor(deps: LiveFollowerDeps) {
    this.#deps = deps;
  }

  get latency(): Latency | null {
    return this.#latency;
  }

  /** Whether what is on the screen is too old to be called live. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** @param clockOffsetMs gateway's clock minus this browser's */
  attach(attached: AttachedTransport, clockOffsetMs: number): void {
    this.#attached = attached;
    this.#clockOffsetMs = clockOffsetMs;
    this.#isBehind = false;
    this.#jumpedAtMs = this.#deps.clock.nowMs();
  }

  detach(): void {
    this.#attached = null;
    this.#isBehind = false;
    this.#tell(null);
  }

  /** To be called about once a second while playing. */
  follow(): void {
    if (this.#attached === null) return;
    const nowMs = this.#deps.clock.nowMs();
    const position = this.#attached.position();
    this.#isBehind = isBehind(position);
    this.#tell(measureLatency(position, nowMs, this.#clockOffsetMs));
    if (shouldJump(position, nowMs - this.#jumpedAtMs)) this.seek();
  }

  /** Jumps to the live edge unless playing is there already. */
  seek(): void {
    const position = this.#attached?.position();
    const { liveSeconds, behindSeconds } = position ?? {};
    if (
      typeof liveSeconds !== 'number' ||
      (typeof behindSeconds === 'number' && behindSeconds < minJumpSeconds)
    )
      return;
    this.#jumpedAtMs = this.#deps.clock.nowMs();
    this.#isBehind = false;
    this.#deps.video.currentTime = liveSeconds;
  }

  #tell(latency: Latency | null): void {
    this.#latency = latency;
    const seconds = latency?.seconds ?? null;
    const told = this.#toldSeconds;
    const isSame =
      seconds === null || told === null ? seconds === told : Math.abs(seconds - told) < latencyStepSeconds;
    if (isSame) return;
    this.#toldSeconds = seconds;
    this.#deps.onLatency(seconds);
  }
}
