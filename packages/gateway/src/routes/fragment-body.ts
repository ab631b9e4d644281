/**
 * The body of `live.mp4`: an init segment and then every fragment of one run as it is made, from the newest keyframe on.
 * The bytes are shared by all viewers. One who cannot keep up misses what does not fit into the queue, up to the next
 * keyframe, and holds back nobody.
 */
import type { InitSegment } from '../packager/init-segment.js';
import type { FeedFragment, FragmentFeed } from '../store/fragment-feed.js';

/** What may wait for a viewer besides what the network has taken: some seconds of video. */
const maxWaitingBytes = 1024 * 1024;

export type FragmentBodyOptions = {
  feed: FragmentFeed;
  /** Ends the body: the viewer's session is over. */
  ended: AbortSignal;
  /** The viewer has taken something, or waits for more. */
  onPull(): void;
};

/** Ends with the run whose fragments it began with, when its parameters change, or with the session. */
export function createFragmentBody(options: FragmentBodyOptions): ReadableStream<Uint8Array> {
  const { feed, ended, onPull } = options;
  let leave = (): void => {};
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let init: InitSegment | undefined;
        let isSkipping = false;
        /** What is there already goes out as one piece. */
        let burst: Uint8Array[] | undefined = [];
        const close = (): void => {
          leave();
          controller.close();
        };
        const send = (bytes: Uint8Array): void => {
          if (burst) burst.push(bytes);
          else controller.enqueue(bytes);
        };
        const onFragment = (fragment: FeedFragment): void => {
          if (init && fragment.init !== init) return close();
          const hasRoom = burst !== undefined || (controller.desiredSize ?? 0) > 0;
          isSkipping = !hasRoom || (isSkipping && !fragment.isKeyframe);
          if (isSkipping || (!init && !fragment.isKeyframe)) return;
          if (!init) send(fragment.init.bytes);
          init = fragment.init;
          send(fragment.bytes);
        };
        const unfollow = feed.follow(onFragment, () => {
          if (init) close();
        });
        const waiting = Buffer.concat(burst);
        burst = undefined;
        if (waiting.length > 0) controller.enqueue(waiting);
        ended.addEventListener('abort', close, { once: true });
        leave = () => {
          unfollow();
          ended.removeEventListener('abort', close);
        };
      },
      pull: onPull,
      cancel: () => leave(),
    },
    { highWaterMark: maxWaitingBytes, size: (chunk) => chunk.byteLength },
  );
}
