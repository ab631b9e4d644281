/** Fragments of a real test picture, encoded by ffmpeg and packaged as the gateway does. Used by the tests of pictures. */
import { createDemuxer } from '../mpegts/demuxer.js';
import type { FeedFragment } from '../store/fragment-feed.js';
import { createFixtureStream } from './live-stream-fixture.js';
import { type RecordOptions, recordTransportStream } from './recorded-stream.js';

/** One run of a camera: a fragment a frame, a keyframe each second. */
export async function filmFragments(options: RecordOptions = {}): Promise<FeedFragment[]> {
  const transportStream = await recordTransportStream({ sound: 'none', ...options });
  const stream = createFixtureStream();
  const fragments: FeedFragment[] = [];
  stream.feed.follow((fragment) => fragments.push(fragment));
  const sink = stream.beginRun({ arrivalDelayMs: 0 });
  const demuxer = createDemuxer({
    onAccessUnit: (unit) => sink.write(unit),
    onTracks: (tracks) => sink.setTracks(tracks),
    onKeyframeWanted: () => {},
    onUnsupported: ({ message }) => {
      throw new Error(message);
    },
  });
  demuxer.write(transportStream);
  demuxer.end();
  stream.close();
  return fragments;
}
