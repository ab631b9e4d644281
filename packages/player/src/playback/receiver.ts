/**
 * Connects a session to the video: chooses the source, attaches its transport, plays under the autoplay rules and tells
 * what is seen. Owned by `Playback`. At most one attachment at a time; its AbortController ends all that belongs to it.
 */
import type { Transport } from '@rpi-live-camera/protocol';
import { PlayerError } from '../errors/player-error.js';
import { playableSources } from '../transports/choose-source.js';
import { ownLoaders } from '../transports/own-loaders.js';
import { spareResponses } from '../transports/spare-responses.js';
import type { AttachedTransport, MediaTimeline } from '../transports/transport.js';
import { listenWhileWanted } from './listen-while-wanted.js';
import { LiveFollower } from './live-follower.js';
import { PictureWatch } from './picture-watch.js';
import { emptyVideo, playVideo } from './play-video.js';
import { createStatsReader, type PlayerStats } from './player-stats.js';
import type { ReceiverDeps, Reception, Watchable } from './receiver-deps.js';
import { TransportChoice } from './transport-choice.js';

/** A transport that shows nothing for so long gives way to the next; the last one has longer. */
const giveWayMs = 4000;

export class Receiver {
  readonly live: LiveFollower;
  readonly watch: PictureWatch;
  #deps: ReceiverDeps;
  #readStats: ReturnType<typeof createStatsReader>;
  readonly #choice: TransportChoice;
  #attachment: AbortController | null = null;
  /** Attaches the next best transport; `null` where there is none. */
  #attachOther: ((error: PlayerError) => void) | null = null;
  #attached: AttachedTransport | null = null;
  #transport: Transport | null = null;
  #isShifted = false;
  #announcedTransport: Transport | null = null;
  #codecs = '';
  #hasAudio = false;
  #blocked: 'sound' | 'playback' | null = null;

  constructor(deps: ReceiverDeps) {
    this.#deps = deps;
    const { video, environment, notify } = deps;
    const { clock } = environment;
    this.#readStats = createStatsReader(video, clock);
    this.#choice = new TransportChoice({ clock, onBetterDue: deps.onBetterDue });
    this.live = new LiveFollower({
      video,
      clock,
      onLatency: (latency) => notify('latencychange', { latency }),
    });
    this.watch = new PictureWatch({
      video,
      clock,
      onPicture: deps.onPicture,
      onWaiting: () => {
        this.live.ranDry();
        deps.onWaiting();
      },
      onStalled: (silentMs) => {
        const seconds = Math.round(silentMs / 1000);
        const error = new PlayerError('stream_stalled', `No new picture came for ${seconds} s.`);
        if (!this.#fallBack(error)) deps.onStalled(error);
      },
      onBrowserControl: deps.onBrowserControl,
      onEnded: () => {
        if (this.#isShifted) deps.onEnded();
        else deps.onFailed(new PlayerError('stream_stalled', 'The stream ended.'));
      },
    });
  }

  get transport(): Transport | null {
    return this.#transport;
  }
  /** Whether something is attached, or about to be. */
  get isAttached(): boolean {
    return this.#attachment !== null;
  }
  /** Whether that is to be watched from a moment on, not live. */
  get isShifted(): boolean {
    return this.isAttached && this.#isShifted;
  }
  /** What can be watched of it; `null`: unknown. */
  get timeline(): MediaTimeline | null {
    return this.#attached?.timeline ?? null;
  }
  /** When the picture on the screen was taken; epoch, by the gateway's clock. `null`: unknown. */
  get dateMs(): number | null {
    // Until then the position is no more than where the video begins.
    if (!this.watch.hasPicture) return null;
    const date = this.timeline?.dateAt(this.#deps.video.currentTime) ?? null;
    return date ?? this.#attached?.position().pictureAtMs ?? null;
  }
  get hasAudio(): boolean {
    return this.#hasAudio;
  }
  get blocked(): 'sound' | 'playback' | null {
    return this.#blocked;
  }

  /** Replaces what is attached; failures go to `onFailed`. */
  async attach(media: Watchable, wanted: Reception): Promise<void> {
    this.detach();
    const attachment = new AbortController();
    const { signal } = attachment;
    const { video, environment, notify } = this.#deps;
    const { loaders = ownLoaders } = environment;
    const { startAtMs, targetLatencySeconds } = wanted;
    this.#attachment = attachment;
    this.#isShifted = startAtMs !== null;
    try {
      const sources = spareResponses(media.sources, wanted.playerCount);
      // No other way reaches back.
      const candidates = playableSources(this.#isShifted ? 'hls' : wanted.transport, sources, loaders);
      const { source, loader } = this.#choice.choose(candidates);
      const hasOther = this.#choice.hasOther(candidates, source.transport);
      this.#attachOther = hasOther
        ? (error) => {
            this.#choice.setAside(source.transport, error);
            void this.attach(media, wanted);
          }
        : null;
      this.watch.start(hasOther ? giveWayMs : undefined);
      const attached = await loader.attach({
        video,
        source,
        startAtMs,
        targetLatencySeconds,
        signal,
        listener: listenWhileWanted(signal, {
          onReady: this.#deps.onReady,
          onTracks: (tracks) => this.#adoptTracks(tracks),
          onAppended: () => this.live.appended(),
          onFailed: ({ code, message, details = {}, cause }) =>
            this.#fail(new PlayerError(code, message, { details, cause })),
        }),
      });
      if (signal.aborted) return;
      this.#attached = attached;
      this.#transport = source.transport;
      this.live.attach(attached, media, targetLatencySeconds);
      if (this.#announcedTransport !== source.transport) {
        const from = this.#announcedTransport;
        this.#announcedTransport = source.transport;
        const reason = this.#choice.whyNotBetter(candidates, source.transport);
        notify('transportchange', { from, to: source.transport, reason });
      }
      this.#choice.awaitBetter(candidates, source.transport);
      await this.play();
    } catch (cause) {
      if (signal.aborted) return;
      const unexpected = 'The player could not begin to play.';
      this.#fail(
        cause instanceof PlayerError ? cause : new PlayerError('media_failed', unexpected, { cause }),
      );
    }
  }

  #fail(error: PlayerError): void {
    if (!this.#fallBack(error)) this.#deps.onFailed(error);
  }

  /**
   * A transport that never showed a picture gives way to the next best. One that did is attached anew first; and where
   * the session or the network is gone, another transport would not help.
   */
  #fallBack(error: PlayerError): boolean {
    const helps = error.code !== 'session_gone' && error.code !== 'gateway_unreachable';
    if (!helps || this.watch.hasPicture || this.#attachOther === null) return false;
    this.#attachOther(error);
    return true;
  }

  #adoptTracks({ hasAudio, codecs }: { hasAudio: boolean; codecs: string }): void {
    this.#hasAudio = hasAudio;
    this.#codecs = codecs;
    this.#deps.onChange();
  }

  /** Goes to a moment of what is attached. Returns whether that can be. */
  seekTo(atMs: number): boolean {
    const seconds = this.#isShifted ? (this.timeline?.secondsAt(atMs) ?? null) : null;
    if (seconds !== null) this.#deps.video.currentTime = seconds;
    return seconds !== null;
  }

  /** Stops receiving and empties the video; harmless when nothing is attached. */
  detach(): void {
    this.watch.stop();
    this.#choice.cancel();
    this.#attachOther = null;
    this.live.detach();
    if (this.#attachment !== null) {
      this.#attachment.abort();
      emptyVideo(this.#deps.video);
    }
    this.#attachment = null;
    this.#attached = null;
    this.#transport = null;
  }

  /** Forgets what was learnt of the stream, for a player that is stopped. */
  reset(): void {
    this.#announcedTransport = null;
    this.#choice.reset();
    this.#blocked = null;
    this.#hasAudio = false;
    this.#codecs = '';
  }

  /** Plays what is attached, muted if the browser allows nothing else. */
  async play(): Promise<void> {
    const signal = this.#attachment?.signal;
    if (signal === undefined) return;
    const outcome = await playVideo(this.#deps.video, (blocked) => {
      if (signal.aborted) return false;
      this.#blocked = blocked;
      return this.#deps.notify('autoplayblocked', { blocked });
    });
    if (signal.aborted) return;
    // What plays muted for want of a gesture does so in the next attachment, too.
    if (outcome === 'playing' && this.#blocked !== 'sound') this.#blocked = null;
    if (outcome === 'blocked') {
      this.#blocked = 'playback';
      this.#deps.onBlocked();
    }
    this.#deps.onChange();
  }

  /** The viewer has switched the sound on: it is not blocked any more. */
  soundAllowed(): void {
    if (this.#blocked === 'sound') this.#blocked = null;
  }

  readStats(reconnectCount: number): PlayerStats {
    return this.#readStats({
      transport: this.#transport,
      attached: this.#attached,
      codecs: this.#codecs,
      latency: this.live.latency,
      reconnectCount,
    });
  }
}
