/**
 * HLS by hls.js (the light build: no alternate audio, subtitles or DRM; our streams carry sound and picture together).
 * This file and hls.js are one lazy chunk, imported by `hls.ts`; so it imports nothing else of the player.
 */
import Hls, { type ErrorData, ErrorDetails, ErrorTypes, Events, type HlsConfig } from 'hls.js/light';
import { createTimeline, spansOf } from './hls-timeline.js';
import type {
  AttachedTransport,
  AttachOptions,
  LivePosition,
  MarginRules,
  MediaSpan,
  TransportFailure,
} from './transport.js';

/**
 * Nothing is taken out behind the playhead: playing was seen to freeze for seconds when hls.js did so beside low-latency
 * appends. The browser drops the oldest media by itself when its buffer is full (Media Source Extensions §3.5.12).
 */
const backBufferSeconds = Number.POSITIVE_INFINITY;
/** Media loaded ahead: a live stream never has more to give than its window. */
const maxBufferSeconds = 15;
/**
 * Where playing begins, before the edge: two of the usual parts. From there on the margin is the player's to keep. What
 * hls.js does about it has to be off: its catching up rests below a second of buffer, and its answer to a stall is a second.
 */
const startSeconds = 0.4;
/**
 * A part of 200 ms comes every 200 ms; what is left before is for the jitter of requests, one for the list and one for the
 * part. Sound needs more: see `fmp4-stream`.
 */
const margins = {
  picture: { startSeconds: 0.1, minSeconds: 0.07, stallSeconds: 0.04 },
  sound: { startSeconds: 0.15, minSeconds: 0.13, stallSeconds: 0.04 },
} satisfies Record<string, MarginRules>;

/** Short waits, because old media of a live stream is worth nothing; what this does not heal is reconnected. */
const loadPolicy = {
  default: {
    maxTimeToFirstByteMs: 8000,
    maxLoadTimeMs: 15_000,
    timeoutRetry: { maxNumRetry: 2, retryDelayMs: 0, maxRetryDelayMs: 0 },
    errorRetry: { maxNumRetry: 4, retryDelayMs: 300, maxRetryDelayMs: 2000 },
  },
};

const commonConfig: Partial<HlsConfig> = {
  // fMP4 passes through untouched, so a worker would cost a `worker-src` in the page's CSP and gain nothing.
  enableWorker: false,
  liveDurationInfinity: true,
  manifestLoadPolicy: loadPolicy,
  playlistLoadPolicy: loadPolicy,
  fragLoadPolicy: loadPolicy,
};

const liveConfig: Partial<HlsConfig> = {
  ...commonConfig,
  lowLatencyMode: true,
  backBufferLength: backBufferSeconds,
  maxBufferLength: maxBufferSeconds,
  liveSyncDuration: startSeconds,
  liveSyncOnStallIncrease: 0,
  maxLiveSyncPlaybackRate: 1,
};

/**
 * For what is watched from a moment on: whole segments, no place of its own choice (it is given with `startLoad`), and
 * nothing that runs after the live edge, as hls.js by itself goes there only from outside the playlist.
 */
const shiftedConfig: Partial<HlsConfig> = {
  ...commonConfig,
  lowLatencyMode: false,
  autoStartLoad: false,
  backBufferLength: 60,
  maxBufferLength: 30,
};

/** Of what is not watched live: nothing follows the live edge. */
const noLivePosition: LivePosition = {
  liveSeconds: null,
  behindSeconds: null,
  pictureAtMs: null,
  pictureClock: 'none',
  edgeLatencySeconds: null,
};

/** Connects hls.js to the video. */
export function attachHls(options: AttachOptions): AttachedTransport {
  const { video, source, listener, signal, startAtMs } = options;
  const hls = new Hls(startAtMs === null ? liveConfig : shiftedConfig);
  let margin: MarginRules = margins.picture;
  /** How much later than its pictures the playlist dates them, as the gateway says. */
  let datesLateMs = 0;
  /** `null`: to be read from the playlist anew. */
  let spans: readonly MediaSpan[] | null = null;
  const timeline = createTimeline(() => {
    spans ??= spansOf(hls.latestLevelDetails?.fragments ?? [], datesLateMs);
    return spans;
  });
  const forgetSpans = () => {
    spans = null;
  };

  hls.on(Events.MANIFEST_PARSED, () => listener.onReady());
  hls.on(Events.BUFFER_CODECS, (_event, { audio, video: picture, audiovideo, tracks }) => {
    const both = audiovideo ?? tracks?.audiovideo;
    const codecs = [picture, audio, both].flatMap((track) => track?.codec ?? []).join(',');
    const hasAudio = audio !== undefined || codecs.includes('mp4a');
    margin = hasAudio ? margins.sound : margins.picture;
    listener.onTracks({ hasAudio, codecs });
  });
  hls.on(Events.LEVEL_LOADED, (_event, { networkDetails }) => {
    datesLateMs = readServerTiming(networkDetails, 'dates') ?? datesLateMs;
  });
  hls.on(Events.LEVEL_UPDATED, forgetSpans);
  hls.on(Events.LEVEL_PTS_UPDATED, forgetSpans);
  if (startAtMs !== null)
    hls.once(Events.LEVEL_UPDATED, () => hls.startLoad(timeline.secondsAt(startAtMs) ?? undefined));
  hls.on(Events.BUFFER_APPENDED, () => listener.onAppended());
  hls.on(Events.ERROR, (_event, data) => {
    const failure = explainError(data);
    if (failure === null) return;
    // Media errors, too: `recoverMediaError()` leaves the video paused, and nothing is loaded any more.
    hls.stopLoad();
    listener.onFailed(failure);
  });
  // `destroy` removes every listener, so nothing is told after the abort.
  signal.addEventListener('abort', () => hls.destroy(), { once: true });

  // ManagedMediaSource opens only on an element that promises not to hand its source to another device (iOS 17.1+).
  if (!('MediaSource' in globalThis)) video.disableRemotePlayback = true;
  hls.attachMedia(video);
  hls.loadSource(source.url);

  return {
    get margin() {
      return startAtMs === null ? margin : null;
    },
    timeline,
    position() {
      if (startAtMs !== null) return noLivePosition;
      const { liveSyncPosition, latency, targetLatency, playingDate } = hls;
      return {
        liveSeconds: liveSyncPosition,
        behindSeconds: latency > 0 && targetLatency !== null ? latency - targetLatency : null,
        pictureAtMs: playingDate === null ? null : playingDate.getTime() - datesLateMs,
        pictureClock: 'program-date-time',
        edgeLatencySeconds: latency > 0 ? latency : null,
      };
    },
    details: () => ({
      engine: `hls.js ${Hls.version}`,
      bitsPerSecond: Math.round(hls.bandwidthEstimate) || null,
      targetLatencySeconds: hls.targetLatency,
    }),
  };
}

/** @param response the XMLHttpRequest or Response of hls.js; only what CORS exposes can be read */
function readServerTiming(response: unknown, name: string): number | undefined {
  const header = response instanceof XMLHttpRequest ? response.getResponseHeader('Server-Timing') : null;
  const digits = new RegExp(`\\b${name};dur=(-?[\\d.]+)`).exec(header ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** What an error of hls.js means for the player; `null` when hls.js goes on by itself. */
function explainError(data: ErrorData): TransportFailure | null {
  const status = data.response?.code;
  const isPlaylist =
    data.details === ErrorDetails.MANIFEST_LOAD_ERROR || data.details === ErrorDetails.LEVEL_LOAD_ERROR;
  const details = { hls: data.details, status };
  if (isPlaylist && (status === 401 || status === 404 || status === 410)) {
    return { code: 'session_gone', message: 'The gateway no longer knows the playlist.', details };
  }
  if (!data.fatal) return null;
  const reason = data.error?.message ?? 'no reason given';
  const message = `hls.js reports ${data.details}${status ? ` (HTTP ${status})` : ''}: ${reason}`;
  if (data.type !== ErrorTypes.NETWORK_ERROR)
    return { code: 'media_failed', message, details, cause: data.error };
  return { code: status ? 'stream_stalled' : 'gateway_unreachable', message, details, cause: data.error };
}
