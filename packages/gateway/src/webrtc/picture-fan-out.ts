/**
 * Pictures of one stream on their way to the WebRTC process: each once, with the list of who gets it. Who comes new gets
 * all since the newest keyframe.
 */
import type { FeedFragment, FragmentFeed } from '../store/fragment-feed.js';
import type { RtpPicture } from './messages.js';

export type PictureFanOutDeps = {
  feed: FragmentFeed;
  send(to: readonly string[], picture: RtpPicture): void;
  /** The process takes no more for now: what comes is dropped up to the next keyframe. */
  isBehind(): boolean;
};

export class PictureFanOut {
  readonly #deps: PictureFanOutDeps;
  readonly #ids = new Set<string>();
  #unfollow: (() => void) | undefined;
  #isSkipping = false;

  constructor(deps: PictureFanOutDeps) {
    this.#deps = deps;
  }

  get isEmpty(): boolean {
    return this.#ids.size === 0;
  }

  /** Also for one that is there already and has lost its first packets. */
  add(id: string): void {
    for (const fragment of this.#deps.feed.group) this.#send([id], fragment);
    this.#ids.add(id);
    this.#unfollow ??= this.#deps.feed.followNext((fragment) => this.#take(fragment));
  }

  remove(id: string): void {
    this.#ids.delete(id);
    if (!this.isEmpty) return;
    this.#unfollow?.();
    this.#unfollow = undefined;
  }

  #take(fragment: FeedFragment): void {
    this.#isSkipping = this.#deps.isBehind() || (this.#isSkipping && !fragment.isKeyframe);
    if (!this.#isSkipping) this.#send([...this.#ids], fragment);
  }

  #send(to: readonly string[], { picture, isKeyframe, init }: FeedFragment): void {
    if (!picture) return;
    const { sps, pps } = init.parameters.video;
    const nalUnits = isKeyframe
      ? Buffer.concat([prefixed(sps), prefixed(pps), picture.nalUnits])
      : picture.nalUnits;
    this.#deps.feed.sent.webrtc += nalUnits.length * to.length;
    this.#deps.send(to, {
      nalUnits,
      timestamp: picture.presentationTicks % 2 ** 32,
    });
  }
}

/** A NAL unit behind its length in four bytes. */
function prefixed(nalUnit: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(nalUnit.length);
  return Buffer.concat([length, nalUnit]);
}
