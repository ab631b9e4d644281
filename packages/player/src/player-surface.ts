/**
 * What a page can ask and tell the player besides what a `<video>` has: its state and its methods. A base class of the
 * element, which makes the `LazyPlayback` behind it at its first rendering; until then everything is idle.
 */
import type { Transport } from '@rpi-live-camera/protocol';
import type { PropertyValues } from 'lit';
import { CameraSettings, watchedSettings } from './camera-settings.js';
import type { PlayerError } from './errors/player-error.js';
import type { PlayerEventMap } from './events.js';
import type { LazyPlayback } from './playback/lazy-playback.js';
import type { Playback } from './playback/playback.js';
import type { PlayerStats } from './playback/player-stats.js';
import type { SnapshotOptions } from './playback/take-snapshot.js';
import type { PlayerRecording } from './session/recording-answer.js';
import type { PlayerSession } from './session/session-answer.js';
import type { PlayerStateName } from './state/player-state.js';

/** The events of an element, with the player's own in place of the native `progress` and `error`. */
export type CameraEventMap = Omit<HTMLElementEventMap, keyof PlayerEventMap> & PlayerEventMap;

/** As on any element, with the player's own events typed. Merged with the class: types alone, no code. */
export interface PlayerSurface {
  addEventListener<Type extends keyof CameraEventMap>(
    type: Type,
    listener: (this: this, event: CameraEventMap[Type]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<Type extends keyof CameraEventMap>(
    type: Type,
    listener: (this: this, event: CameraEventMap[Type]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: every element has these methods; here they are only typed.
export abstract class PlayerSurface extends CameraSettings {
  protected playback: LazyPlayback | null = null;

  /** What the player is doing; also `data-state` and `:state()`. */
  get state(): PlayerStateName {
    return this.playback?.state.name ?? 'idle';
  }

  /** How the picture comes in now; `null` while none does. Assigning sets the preference, as the attribute does. */
  get transport(): Transport | null {
    return this.playback?.current?.receiver.transport ?? null;
  }
  set transport(preference: string) {
    this.transportPreference = preference;
  }

  /** Seconds between camera and screen; `null` when unknown, and where live is not what is watched. */
  get latency(): number | null {
    return this.playback?.current?.receiver.live.latency?.seconds ?? null;
  }

  /** The session that is open now. Its id is its credential: do not publish it. */
  get session(): PlayerSession | null {
    return this.playback?.current?.session ?? null;
  }

  /** The recording that plays, with URLs for downloads: who knows them may play it, so do not publish them. */
  get recorded(): PlayerRecording | null {
    return this.playback?.current?.recording ?? null;
  }

  protected override get posterAddress(): string | null {
    return this.recording && this.poster === null ? (this.recorded?.posterUrl ?? null) : super.posterAddress;
  }

  /** When the picture on the screen was taken, by the gateway's clock; `null` when unknown. */
  get currentDate(): Date | null {
    return this.playback?.current?.place.date ?? null;
  }

  /** Stretches of time that can be watched, the oldest first; what lies between two of them was not recorded. */
  get seekableDates(): readonly { start: Date; end: Date }[] {
    return this.playback?.current?.place.spans ?? [];
  }

  /** The newest sample; `null` before the first. Assigning shows or hides the panel, as the attribute does. */
  get stats(): PlayerStats | null {
    return this.playback?.current?.stats ?? null;
  }
  set stats(isShown: boolean | null) {
    this.showStats = isShown === true;
  }

  /** Why the picture is not there; `null` while all is well. */
  get error(): PlayerError | null {
    return this.playback?.state.error ?? null;
  }

  /**
   * Wakes the camera and plays it. Resolves with the first picture; rejects with the `PlayerError` when it fails, with
   * an `AbortError` when it is stopped or paused before. A rejection that nobody listens to is not reported.
   */
  start(): Promise<void> {
    return this.untilPlaying('start');
  }

  /** As `start()`; after a pause it plays on at the live edge, or where it was in what can be watched again. */
  play(): Promise<void> {
    return this.untilPlaying('play');
  }

  /**
   * Freezes the picture. A camera that stays paused for `hidden-delay` is let go; where its stream can be watched again, for as
   * long as the moment on the screen can be.
   */
  pause(): void {
    this.playback?.dispatch({ type: 'pause' });
  }

  /** Ends the session and shows the poster again. */
  stop(): void {
    this.playback?.dispatch({ type: 'stop', reason: 'stopped' });
  }

  /** Shows what happens now, also after a pause. Of a recording nothing is live. */
  seekToLive(): void {
    this.playback?.current?.place.seekToLive();
  }

  /**
   * Shows a moment of the recording, or of what the live stream still has of the past, or the nearest one that there is. Does
   * nothing where only live can be watched.
   */
  seekTo(date: Date): void {
    this.playback?.current?.place.seekTo(+date);
  }

  /** The picture on the screen, in the video's own size. Rejects with `no_picture` while there is none. */
  async snapshot(options: SnapshotOptions = {}): Promise<Blob> {
    const playback = await this.loadPlayback();
    const kept = this.state === 'paused' ? '.last-picture:not([hidden])' : null;
    const canvas = kept && this.renderRoot.querySelector<HTMLCanvasElement>(kept);
    return playback.takeSnapshot(canvas, options);
  }

  /** A fresh sample. Rejects with `player_incomplete` when the code that plays cannot be loaded. */
  async getStats(): Promise<PlayerStats> {
    return (await this.loadPlayback()).readStats();
  }

  override connectedCallback(): void {
    for (const name of ['transport', 'stats'] as const) this.adoptEarly(name);
    if (this.shareLinks && !this.hasUpdated) this.openSharedLink();
    super.connectedCallback();
  }

  /** A moment to begin with is one of what it came with. Before a camera was named, it came with nothing yet. */
  protected override willUpdate(changed: PropertyValues): void {
    const isElsewhere = watchedSettings.some((name) => changed.has(name)) && changed.get('camera') !== '';
    if (isElsewhere && !changed.has('startAt')) this.startAt = null;
  }

  private openSharedLink(): void {
    const shared = new URLSearchParams(location.hash.slice(1));
    if (shared.get('camera') !== this.camera) return;
    const recording = shared.get('recording');
    // As an attribute, by which lists of recordings go. It is what was shared, whatever the page would show by itself.
    if (recording) this.setAttribute('recording', recording);
    this.startAt = shared.get('t') ?? this.startAt;
  }

  /** A value assigned before the element was defined hides the accessor: it is assigned again. */
  private adoptEarly(name: 'transport' | 'stats'): void {
    if (!Object.hasOwn(this, name)) return;
    const value: unknown = this[name];
    Reflect.deleteProperty(this, name);
    Reflect.set(this, name, value);
  }

  private async loadPlayback(): Promise<Playback> {
    await this.updateComplete;
    return this.playback!.load();
  }

  private untilPlaying(wish: 'start' | 'play'): Promise<void> {
    // By this, WebKit lets a video that was pressed play with sound however much later its source comes.
    if (!this.playback?.current?.receiver.isAttached) this.video?.load();
    const playing = this.dispatchWhenReady(wish);
    playing.catch(() => {});
    return playing;
  }

  private async dispatchWhenReady(wish: 'start' | 'play'): Promise<void> {
    await this.updateComplete;
    const { playback } = this;
    // An element that was never in a page has rendered nothing to play in.
    if (playback === null) throw new DOMException('The element is not in a page.', 'InvalidStateError');
    playback.dispatch({ type: wish });
    if (this.state === 'playing') return;
    await new Promise<void>((resolve, reject) => {
      const settle = () => {
        const { state } = this;
        if (state === 'playing') resolve();
        else if (state === 'failed') reject(this.error);
        else if (state === 'idle' || state === 'paused')
          reject(new DOMException(`The player is ${state}.`, 'AbortError'));
        else return;
        this.removeEventListener('statechange', settle);
      };
      this.addEventListener('statechange', settle);
      settle();
    });
  }
}
