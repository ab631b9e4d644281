/**
 * The seam between the player and the ways to receive a stream. A `TransportLoader` is small and always loaded; what it
 * attaches (hls.js, say) is imported only when it is chosen. `Playback` calls both.
 */
import type { Source, Transport } from '@rpi-live-camera/protocol';
import type { PlayerErrorCode } from '../errors/player-error.js';

/** Why a transport gave up; made a `PlayerError` by its listener, so that lazy chunks need nothing of the player. */
export type TransportFailure = {
  code: PlayerErrorCode;
  message: string;
  details?: Record<string, unknown>;
  cause?: unknown;
};

/** What a transport tells while it is attached. After the abort of its signal it tells nothing more. */
export type TransportListener = {
  /** The stream is found and data is on its way. */
  onReady: () => void;
  /** What the stream carries; told again when it changes. */
  onTracks: (tracks: { hasAudio: boolean; codecs: string }) => void;
  /** Media was added to the video's buffer. */
  onAppended: () => void;
  /** The transport has given up and waits for the abort of its signal. `session_gone` when the gateway no longer knows the grant. */
  onFailed: (failure: TransportFailure) => void;
};

/**
 * What dates the pictures: `EXT-X-PROGRAM-DATE-TIME` (RFC 8216bis §4.4.4.6), `prft` boxes (ISO 14496-12 §8.16.5), RTCP sender
 * reports (RFC 3550 §6.4.1), or nothing.
 */
export type PictureClock = 'program-date-time' | 'prft' | 'sender-report' | 'none';

/** Where playback stands against the live edge, in seconds; `null` where a transport cannot know. */
export type LivePosition = {
  /** Position on the video's timeline at which playing counts as live. */
  liveSeconds: number | null;
  /** How far playing is behind that position; negative: ahead. */
  behindSeconds: number | null;
  /** When the picture on the screen was taken, by the gateway's clock, in ms since the epoch; and what says so. */
  pictureAtMs: number | null;
  pictureClock: PictureClock;
  /** Delay against the newest media that the gateway offers. */
  edgeLatencySeconds: number | null;
};

/** How near to running dry a transport lets the video play: see `MarginControl`. */
export type MarginRules = {
  /** Seconds left to play when the next piece of media comes, to begin with. */
  startSeconds: number;
  /** The least that is tried; a line without jitter gets there. */
  minSeconds: number;
  /** What a stall adds: little where the next piece comes soon. */
  stallSeconds: number;
};

/** A stretch of media without a break. */
export type MediaSpan = {
  /** Position of its first picture on the video's timeline. */
  startSeconds: number;
  durationSeconds: number;
  /** When its first picture was taken; epoch, by the gateway's clock. */
  startAtMs: number;
};

/** Which moments can be watched, and where on the video's timeline. */
export interface MediaTimeline {
  /** In the order of time; what lies between two of them was not recorded, or the camera was started anew. */
  readonly spans: readonly MediaSpan[];
  /** Epoch, by the gateway's clock; `null`: nothing is known there. */
  dateAt(seconds: number): number | null;
  /** Position of the picture of a moment, or of the nearest one that can be watched; `null`: none can. */
  secondsAt(atMs: number): number | null;
}

/** A source that is connected to a video element. */
export interface AttachedTransport {
  /** For transports that fill the video's buffer and tell so, as their tracks need it; `null`: the delay is not the player's to choose. */
  readonly margin: MarginRules | null;
  /** For transports that reach back. */
  readonly timeline?: MediaTimeline;
  position(): LivePosition;
  /** Names and numbers for the statistics, such as the bandwidth estimate. */
  details(): Record<string, string | number | null>;
}

export type AttachOptions = {
  video: HTMLVideoElement;
  source: Source;
  /** The moment at which playing begins, or the nearest that there is; epoch, by the gateway's clock. `null`: live. */
  startAtMs: number | null;
  /** Wanted delay in seconds; `null`: as the stream advises. */
  targetLatencySeconds: number | null;
  listener: TransportListener;
  /**
   * Its abort is the one way to end the attachment, also while it is being made: synchronously all requests stop and
   * the video element is let go, which the listener empties then.
   */
  signal: AbortSignal;
};

/** One way to receive a stream. */
export interface TransportLoader {
  readonly transport: Transport;
  /** Whether this browser can play such a source. Codecs are tested for real when `source.type` names them. */
  canPlay(source: Source): boolean;
  /** @throws PlayerError `player_incomplete` when its code cannot be loaded */
  attach(options: AttachOptions): Promise<AttachedTransport>;
}
