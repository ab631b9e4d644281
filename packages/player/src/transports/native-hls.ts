/** HLS by the browser itself, for browsers without any MediaSource (iPhones before iOS 17.1). */
import type { AttachedTransport, AttachOptions, LivePosition } from './transport.js';

/** Distance from the end of `seekable` at which these browsers start live playback. */
const defaultHoldBackSeconds = 3;

type SafariVideo = HTMLVideoElement & {
  audioTracks?: { length: number };
  /** Wall clock of the start of the timeline, from `EXT-X-PROGRAM-DATE-TIME`. */
  getStartDate?: () => Date;
};

/** Points the video at the playlist; the browser does the rest and says little about it. */
export function attachNativeHls(options: AttachOptions): AttachedTransport {
  const { source, listener, signal } = options;
  const video: SafariVideo = options.video;
  const listening = { signal };

  video.addEventListener(
    'loadedmetadata',
    () => {
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

  function position(): LivePosition {
    const { seekable } = video;
    const startMs = video.getStartDate?.().getTime() ?? Number.NaN;
    const endSeconds = seekable.length > 0 ? seekable.end(seekable.length - 1) : null;
    const holdBackSeconds = options.targetLatencySeconds ?? defaultHoldBackSeconds;
    return {
      liveSeconds: endSeconds === null ? null : Math.max(endSeconds - holdBackSeconds, 0),
      behindSeconds: endSeconds === null ? null : endSeconds - holdBackSeconds - video.currentTime,
      pictureAtMs: Number.isNaN(startMs) ? null : startMs + video.currentTime * 1000,
      pictureClock: 'program-date-time',
      edgeLatencySeconds: endSeconds === null ? null : endSeconds - video.currentTime,
    };
  }

  video.src = source.url;
  return { margin: null, position, details: () => ({ engine: 'native HLS' }) };
}
