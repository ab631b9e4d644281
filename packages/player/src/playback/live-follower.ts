/** Keeps playing at the live edge: measures the delay, holds it, jumps when it grew too long. Owned by `Receiver`. */
import type { Clock } from '../clock/clock.js';
import type { AttachedTransport, LivePosition } from '../transports/transport.js';
import { isBehind, type Latency, measureLatency, shouldJump } from './live-edge.js';
import { MarginControl } from './margin-control.js';
import { changeRate } from './playback-rate.js';

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
  #session: { readonly clockOffsetMs: number } = { clockOffsetMs: 0 };
  #latency: Latency | null = null;
  #toldSeconds: number | null = null;
  #isBehind = false;
  #jumpedAtMs = 0;
  /** `null` where the delay is not ours to choose. */
  #margin: MarginControl | null = null;
  #wantedLatencySeconds: number | null = null;
  /** Where the buffer ended when media was last added. */
  #bufferEndSeconds = 0;

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

  /**
   * @param session tells the gateway's clock, better and better
   * @param wantedLatencySeconds come no closer to live than this; `null`: as close as the line allows
   */
  attach(
    attached: AttachedTransport,
    session: { readonly clockOffsetMs: number },
    wantedLatencySeconds: number | null,
  ): void {
    this.#attached = attached;
    this.#session = session;
    this.#wantedLatencySeconds = wantedLatencySeconds;
    const { margin } = attached;
    this.#margin = margin === null ? null : new MarginControl(() => attached.margin ?? margin);
    this.#bufferEndSeconds = 0;
    this.#isBehind = false;
    this.#jumpedAtMs = this.#deps.clock.nowMs();
  }

  detach(): void {
    if (this.#margin !== null) changeRate(this.#deps.video, 1);
    this.#attached = null;
    this.#margin = null;
    this.#isBehind = false;
    this.#tell(null);
  }

  /** Media was added to the buffer: the moment at which the margin can be seen. */
  appended(): void {
    const { video, clock } = this.#deps;
    const endSeconds = bufferEnd(video);
    const leftSeconds = this.#bufferEndSeconds - video.currentTime;
    const hasGrown = endSeconds > this.#bufferEndSeconds;
    this.#bufferEndSeconds = endSeconds;
    if (
      this.#margin === null ||
      this.#attached === null ||
      !hasGrown ||
      video.paused ||
      video.seeking ||
      video.readyState < 2
    )
      return;
    this.#margin.sample(Math.max(leftSeconds, 0), clock.nowMs());
    const { rate, jumpSeconds } = this.#margin.decide(this.#spareLatencySeconds(this.#attached.position()));
    changeRate(video, rate);
    if (jumpSeconds === 0) return;
    this.#margin.forget();
    video.currentTime += jumpSeconds;
  }

  /** The video ran dry while it played. */
  ranDry(): void {
    this.#margin?.stalled();
  }

  /** To be called about once a second while playing. */
  follow(): void {
    if (this.#attached === null) return;
    const nowMs = this.#deps.clock.nowMs();
    const position = this.#position(this.#attached);
    this.#isBehind = isBehind(position);
    this.#tell(this.#measure(position));
    if (shouldJump(position, nowMs - this.#jumpedAtMs)) this.seek();
  }

  /** Jumps to the live edge, or as near to it as the page wants, unless playing is there already. */
  seek(): void {
    if (this.#attached === null) return;
    const { liveSeconds, behindSeconds } = this.#position(this.#attached);
    if (liveSeconds === null || (behindSeconds !== null && behindSeconds < minJumpSeconds)) return;
    this.#jumpedAtMs = this.#deps.clock.nowMs();
    this.#isBehind = false;
    this.#deps.video.currentTime = liveSeconds;
  }

  /** Where playing stands against the place that the page wants, if that is further from live than what is possible. */
  #position(attached: AttachedTransport): LivePosition {
    const position = attached.position();
    const { liveSeconds, behindSeconds } = position;
    if (behindSeconds === null) return position;
    const earlierSeconds = Math.max(behindSeconds - this.#spareLatencySeconds(position), 0);
    return {
      ...position,
      liveSeconds: liveSeconds && liveSeconds - earlierSeconds,
      behindSeconds: behindSeconds - earlierSeconds,
    };
  }

  #measure(position: LivePosition): Latency | null {
    return measureLatency(position, this.#deps.clock.nowMs(), this.#session.clockOffsetMs);
  }

  /** How much more than the page asked for the delay is. */
  #spareLatencySeconds(position: LivePosition): number {
    const wantedSeconds = this.#wantedLatencySeconds;
    const latency = this.#measure(position);
    return wantedSeconds === null || latency === null
      ? Number.POSITIVE_INFINITY
      : latency.seconds - wantedSeconds;
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

/** Where the media ends that the playhead is in or will come to; 0 without any. */
function bufferEnd({ buffered }: HTMLVideoElement): number {
  return buffered.length === 0 ? 0 : buffered.end(buffered.length - 1);
}
