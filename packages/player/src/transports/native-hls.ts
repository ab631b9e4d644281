/** HLS by the browser itself, for browsers without any MediaSource (iPhones before iOS 17.1). */
import type { AttachedTransport, AttachOptions, LivePosition, MediaTimeline } from './transport.js';

/** Distance from the end of `seekable` at which these browsers start live playback. */
const defaultHoldBackSeconds = 3;

type SafariVideo = HTMLVideoElement & {
  audioTracks?: { length: number };
  /** Wall clock of the start of the timeline, from `EXT-X-PROGRAM-DATE-TIME`. */
  getStartDate?: () => Date;
};

/** Points the video at the playlist; the browser does the rest and says little about it. */
export function attachNativeHls(options: AttachOptions): AttachedTransport {
  const { source, listener, signal, startAtMs } = options;
  const video: SafariVideo = options.video;
  const listening = { signal };

  video.addEventListener(
    'loadedmetadata',
    () => {
      const seconds = startAtMs === null ? null : timeline.secondsAt(startAtMs);
      if (seconds !== null) video.currentTime = seconds;
      listener.onTracks({ hasAudio: (video.audioTracks?.length ?? 1) > 0, codecs: '' });
      listener.onReady();
    },
    listening,
  );
  video.addEventListener('error', () => void explainFailure(), listening);

  /** The element says "source not supported" for a missing playlist too, so the playlist is asked. */
  async function explainFailure(): Promise<void> {
    const mediaError = video.error;
    const status = await fetch(source.url, { cache: 'no-store', signal }).then(
      (response) => response.status,
      () => 0,
    );
    if (signal.aborted) return;
    const details = { mediaCode: mediaError?.code, status };
    if (status === 401 || status === 404 || status === 410) {
      listener.onFailed({
        code: 'session_gone',
        message: 'The gateway no longer knows the playlist.',
        details,
      });
    } else if (status === 0) {
      listener.onFailed({ code: 'gateway_unreachable', message: 'The playlist cannot be fetched.', details });
    } else {
      const message = mediaError?.message || 'The browser could not play the stream.';
      listener.onFailed({ code: 'media_failed', message, details });
    }
  }

  /** The browser tells the date of the beginning alone, so that what is missing in between is not known. */
  const startMs = (): number => video.getStartDate?.().getTime() ?? Number.NaN;
  const timeline: MediaTimeline = {
    get spans() {
      const { seekable } = video;
      if (seekable.length === 0 || Number.isNaN(startMs())) return [];
      const startSeconds = seekable.start(0);
      const durationSeconds = seekable.end(seekable.length - 1) - startSeconds;
      return [{ startSeconds, durationSeconds, startAtMs: startMs() + startSeconds * 1000 }];
    },
    dateAt: (seconds) => (Number.isNaN(startMs()) ? null : startMs() + seconds * 1000),
    secondsAt(atMs) {
      const [span] = timeline.spans;
      if (span === undefined) return null;
      const { startSeconds, durationSeconds } = span;
      const lastSeconds = startSeconds + Math.max(0, durationSeconds - defaultHoldBackSeconds);
      return Math.min(Math.max((atMs - startMs()) / 1000, startSeconds), lastSeconds);
    },
  };

  function position(): LivePosition {
    const { seekable } = video;
    const isLive = startAtMs === null;
    const endSeconds = isLive && seekable.length > 0 ? seekable.end(seekable.length - 1) : null;
    const holdBackSeconds = options.targetLatencySeconds ?? defaultHoldBackSeconds;
    return {
      liveSeconds: endSeconds === null ? null : Math.max(endSeconds - holdBackSeconds, 0),
      behindSeconds: endSeconds === null ? null : endSeconds - holdBackSeconds - video.currentTime,
      pictureAtMs: isLive ? timeline.dateAt(video.currentTime) : null,
      pictureClock: 'program-date-time',
      edgeLatencySeconds: endSeconds === null ? null : endSeconds - video.currentTime,
    };
  }

  video.src = source.url;
  return { margin: null, timeline, position, details: () => ({ engine: 'native HLS' }) };
}
