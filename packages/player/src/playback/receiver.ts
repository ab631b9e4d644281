/**
 * Connects a session to the video: chooses the source, attaches its transport, plays under the autoplay rules and tells
 * what is seen. Owned by `Playback`. At most one attachment at a time; its AbortController ends all that belongs to it.
 */
import type { Transport } from '@rpi-live-camera/protocol';
import { PlayerError } from '../errors/player-error.js';
import type { Notify } from '../events.js';
import type { PlayerSession } from '../session/session-answer.js';
import { playableSources } from '../transports/choose-source.js';
import { ownLoaders } from '../transports/own-loaders.js';
import { spareResponses } from '../transports/spare-responses.js';
import type { AttachedTransport, TransportListener } from '../transports/transport.js';
import type { PlayerEnvironment } from './environment.js';
import { LiveFollower } from './live-follower.js';
import { PictureWatch } from './picture-watch.js';
import { emptyVideo, playVideo } from './play-video.js';
import { createStatsReader, type PlayerStats } from './player-stats.js';
import { TransportChoice } from './transport-choice.js';

export type ReceivePreferences = {
  /** `auto` or transports in order of preference. */
  transport: string;
  /** `null`: as the stream advises. */
  targetLatencySeconds: number | null;
};

export type ReceiverDeps = {
  video: HTMLVideoElement;
  environment: PlayerEnvironment;
  notify: Notify;
  onReady: () => void;
  onPicture: () => void;
  onWaiting: () => void;
  /** No new picture for too long. */
  onStalled: (error: PlayerError) => void;
  /** The attachment is of no more use. */
  onFailed: (error: PlayerError) => void;
  /** The browser wants a gesture before it plays anything. */
  onBlocked: () => void;
  /** Paused or played by media keys, a headset or the picture-in-picture window. */
  onBrowserControl: (wish: 'play' | 'pause') => void;
  /** Something that is shown has changed. */
  onChange: () => void;
  /** A better transport than the one that plays may work again: attach anew. */
  onBetterDue: () => unknown;
};

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
      onEnded: () => deps.onFailed(new PlayerError('stream_stalled', 'The stream ended.')),
    });
  }

  get transport(): Transport | null {
    return this.#transport;
  }
  get hasAudio(): boolean {
    return this.#hasAudio;
  }
  get blocked(): 'sound' | 'playback' | null {
    return this.#blocked;
  }

  /**
   * Replaces what is attached; failures go to `onFailed`.
   *
   * @param playerCount players of the page that share the line to the gateway, with this one
   */
  async attach(session: PlayerSession, wanted: ReceivePreferences, playerCount: number): Promise<void> {
    this.detach();
    const attachment = new AbortController();
    const { signal } = attachment;
    const { video, environment, notify } = this.#deps;
    const { loaders = ownLoaders } = environment;
    this.#attachment = attachment;
    try {
      const sources = spareResponses(session.sources, playerCount);
      const candidates = playableSources(wanted.transport, sources, loaders);
      const { source, loader } = this.#choice.choose(candidates);
      const hasOther = this.#choice.hasOther(candidates, source.transport);
      this.#attachOther = hasOther
        ? (error) => {
            this.#choice.setAside(source.transport, error);
            void this.attach(session, wanted, playerCount);
          }
        : null;
      this.watch.start(hasOther ? giveWayMs : undefined);
      const attached = await loader.attach({
        video,
        source,
        targetLatencySeconds: wanted.targetLatencySeconds,
        signal,
        listener: this.#listen(signal),
      });
      if (signal.aborted) return;
      this.#attached = attached;
      this.#transport = source.transport;
      this.live.attach(attached, session, wanted.targetLatencySeconds);
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

  /** Hears a transport for as long as its attachment is wanted. */
  #listen(signal: AbortSignal): TransportListener {
    const wanted =
      <Told>(hear: (told: Told) => void) =>
      (told: Told): void => {
        if (!signal.aborted) hear(told);
      };
    return {
      onReady: wanted<void>(this.#deps.onReady),
      onTracks: wanted(({ hasAudio, codecs }) => {
        this.#hasAudio = hasAudio;
        this.#codecs = codecs;
        this.#deps.onChange();
      }),
      onAppended: wanted<void>(() => this.live.appended()),
      onFailed: wanted(({ code, message, details = {}, cause }) => {
        this.#fail(new PlayerError(code, message, { details, cause }));
      }),
    };
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
    if (outcome === 'playing') this.#blocked = null;
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
