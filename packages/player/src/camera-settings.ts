/**
 * The element's attributes, what each means, and what follows from them for playing. A base class of the element; it
 * reacts to nothing. Objects and functions are properties only; durations are seconds, as everywhere in HTML.
 */
import { apiPaths } from '@rpi-live-camera/protocol/http';
import { PlayerError } from './errors/player-error.js';
import type { PlaybackDeps } from './playback/playback-deps.js';
import { property } from './property.js';
import { gatewayApiUrl, type SessionRequest } from './session/gateway-request.js';
import type { PlayerTexts } from './texts/texts.js';
import { VideoSurface } from './video-surface.js';

/** Attributes that say what is watched. */
export const watchedSettings = ['gateway', 'camera', 'recording'] as const;

/** Attributes whose change means another stream: a running player starts anew. */
export const sourceSettings = [...watchedSettings, 'transportPreference', 'targetLatency'] as const;

/** As attributes, by which lists of recordings follow their player, also where a framework sets properties. */
const reflected = { reflect: true, converter: { toAttribute: (value: unknown) => value || null } };

/** Shorter would end sessions of elements that a framework only moves. */
const fallbackSeconds = { hidden: 60, disconnect: 3 };

/**
 * @attr lang - language of the player, as of any element: of its own `lang`, else of the nearest ancestor that has one,
 * else of the browser. English, German, Spanish, French or Japanese; English where it is another one
 */
export abstract class CameraSettings extends VideoSurface {
  /** Address of the gateway, with the path at which it is mounted. @default the page's origin */
  @property(reflected) gateway = '';
  /** Id of the camera. */
  @property(reflected) camera = '';
  /**
   * Id of a recording of the camera, or `latest`, to play in place of the live picture; no camera is woken. Without the
   * attribute it is live again. @default null
   */
  @property(reflected) recording: string | null = null;
  /**
   * The moment to begin with (ISO 8601), or the nearest one that can be watched: of a recording, or of what a live stream
   * still has of the past. It goes with what it was set for: where `gateway`, `camera` or `recording` change without it, it is
   * forgotten. @default live, or the beginning of the recording
   */
  @property({ attribute: 'start-at' }) startAt: string | null = null;
  /**
   * Let viewers copy a link to the moment on the screen, and begin at the moment of such a link: it is the page's own address
   * with `#camera=…&recording=…&t=…`.
   */
  @property({ type: Boolean, attribute: 'share-links' }) shareLinks = false;
  /** Bearer token for a gateway that asks for one; visible in the page, so `getToken` is preferred. */
  @property() token = '';
  /**
   * Called for a token that is valid now, without `this`: before each session, and again before the right of one ends, which
   * goes on then without a break. Wins over `token`. Elements with the same function share a session where gateway and
   * camera are the same, too.
   */
  @property({ attribute: false }) getToken: (() => string | Promise<string>) | null = null;

  /** Start as soon as the element is in the page. Without it, nothing but the poster is asked for until a click. */
  @property({ type: Boolean }) autoplay = false;
  /** Without sound. Browsers allow `autoplay` with sound only to sites they trust. */
  @property({ type: Boolean }) muted = false;
  /** Show the controls and listen to keys. */
  @property({ type: Boolean }) controls = false;
  /** Controls to leave out, as on a `<video>`: any of `nodownload nofullscreen nopip nosnapshot nozoom nolatency nostats`. */
  @property() controlsList = '';
  /** Never play in the picture-in-picture window, as on a `<video>`. */
  @property({ type: Boolean, reflect: true }) disablePictureInPicture = false;
  /** Leave all keys to the page; buttons still have their own. Attribute `nohotkeys`. */
  @property({ type: Boolean, attribute: 'nohotkeys' }) noHotkeys = false;
  /** From 0 to 1. @default 1 */
  @property({ type: Number }) volume = 1;
  /** Picture shown before the first start. @default the gateway's newest snapshot, renewed while it is seen, unless `autoplay` is set */
  @property() poster: string | null = null;

  /** `auto`, or transports in order of preference, such as `fmp4 hls`. Attribute `transport`. */
  @property({ attribute: 'transport' }) transportPreference: string | null = 'auto';
  /** Come no closer to live than so many seconds; more survives a worse network. @default as near as the line allows */
  @property({ type: Number, attribute: 'target-latency' }) targetLatency: number | null = null;

  /** What to do while nobody sees the page: end the session after `hidden-delay`, or keep it. @default 'stop' */
  @property({ attribute: 'when-hidden' }) whenHidden: 'stop' | 'keep' = 'stop';
  /** Seconds for which a hidden page, or a paused player, keeps the camera. @default 60 */
  @property({ type: Number, attribute: 'hidden-delay' }) hiddenDelay = fallbackSeconds.hidden;
  /** Seconds between removal from the page and the end of the session; a move within them is none. @default 3 */
  @property({ type: Number, attribute: 'disconnect-delay' }) disconnectDelay = fallbackSeconds.disconnect;
  /** `lazy`: with `autoplay`, start when scrolled into view. @default 'eager' */
  @property() loading: 'eager' | 'lazy' = 'eager';

  /** Name of the camera, shown and read aloud. */
  @property() label = '';
  /**
   * The page's own sentences in place of the player's, such as `{ start: 'To the bird box' }`; all others stay in the
   * language of `lang`. Assign a new object to change them.
   * @default null
   */
  @property({ attribute: false }) texts: PlayerTexts | null = null;
  /** Show the statistics panel. Attribute `stats`. */
  @property({ type: Boolean, attribute: 'stats' }) showStats = false;

  protected get hiddenDelayMs(): number {
    return secondsToMs(this.hiddenDelay, fallbackSeconds.hidden);
  }

  protected get disconnectDelayMs(): number {
    return secondsToMs(this.disconnectDelay, fallbackSeconds.disconnect);
  }

  /** @throws PlayerError `camera_missing`; TypeError when `gateway` is no URL */
  protected sessionRequest(): SessionRequest {
    if (this.camera === '')
      throw new PlayerError('camera_missing', 'Set the camera attribute to the id of a camera.');
    return {
      gatewayUrl: this.gatewayUrl,
      cameraId: this.camera,
      token: this.getToken ?? this.token,
      recording: this.recording,
    };
  }

  protected preferences(): ReturnType<PlaybackDeps['preferences']> {
    const { targetLatency } = this;
    return {
      transport: this.transportPreference ?? 'auto',
      targetLatencySeconds: targetLatency !== null && targetLatency > 0 ? targetLatency : null,
      pauseReleaseMs: this.hiddenDelayMs,
      startAt: this.startAt,
    };
  }

  /** `null`: show the placeholder. With `autoplay` there is nothing to wait for, so no snapshot is asked for. */
  protected get posterAddress(): string | null {
    if (this.poster !== null) return this.poster === '' ? null : this.poster;
    if (this.autoplay || this.camera === '' || !this.isConnected) return null;
    try {
      return gatewayApiUrl(this.gatewayUrl, apiPaths.cameraSnapshot(encodeURIComponent(this.camera)));
    } catch {
      return null;
    }
  }

  private get gatewayUrl(): string {
    return this.gateway === '' ? location.origin : new URL(this.gateway, document.baseURI).href;
  }
}

function secondsToMs(seconds: number, fallback: number): number {
  return (Number.isFinite(seconds) && seconds >= 0 ? seconds : fallback) * 1000;
}
