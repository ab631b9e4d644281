/**
 * `<rpi-live-camera>`: the element. It ties its bases (`video-surface`, `camera-settings`, `player-surface`: what a page
 * sees) to `LazyPlayback` (how playing works), `Presence` (whether somebody can see it) and `view/` (what is drawn).
 */
import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { sourceSettings } from './camera-settings.js';
import { LazyControls } from './controls/lazy-controls.js';
import type { PlayerEventDetails, PlayerEventType } from './events.js';
import { Presence } from './page/presence.js';
import { browserEnvironment, type PlayerEnvironment } from './playback/environment.js';
import { LazyPlayback } from './playback/lazy-playback.js';
import { noFacts } from './playback/playback-facts.js';
import { PlayerSurface } from './player-surface.js';
import { type NewerPosters, renewPosterLater } from './poster/lazy-poster.js';
import { property } from './property.js';
import { initialState } from './state/player-state.js';
import { Translation } from './texts/translation.js';
import { keepFocus } from './view/keep-focus.js';
import { LastPicture } from './view/last-picture.js';
import { noteStyles } from './view/notes.styles.js';
import { isPictureInPicture } from './view/picture-in-picture.js';
import type { PlayerActions, PlayerView } from './view/player-view.js';
import { isOnPicture } from './view/press-picture.js';
import { screenStyles } from './view/screens.styles.js';
import { stageLayers } from './view/stage.js';
import { stageStyles } from './view/stage.styles.js';
import { markState } from './view/state-marker.js';
import { wakingStyles } from './view/waking.styles.js';

/**
 * Shows a camera live: asks a gateway for a session, plays it, and ends it when nobody watches any more. What stands in
 * the tag without a slot is shown until the element is defined, so also where no script runs.
 *
 * @tag rpi-live-camera
 * @slot poster - replaces the picture before the first start
 * @slot loading - replaces the waking screen
 * @slot error - replaces the error screen
 * @slot offline - replaces the offline screen
 * @slot overlay - lies over the picture, below the controls
 * @slot controls - replaces the control bar
 * @slot controls-start - in the control bar, behind the buttons for playing and sound
 * @slot controls-end - in the control bar, before the buttons at its end
 */
export class LiveCamera extends PlayerSurface {
  static override styles = [stageStyles, screenStyles, noteStyles, wakingStyles];
  static override shadowRootOptions: ShadowRootInit = {
    ...LitElement.shadowRootOptions,
    delegatesFocus: true,
  };

  /** Defines the element, unless the tag is taken already. */
  static define(tag = 'rpi-live-camera'): void {
    if (!customElements.get(tag)) customElements.define(tag, LiveCamera);
  }

  private stage!: HTMLElement;
  @property({ state: true }) private failedPoster: string | null = null;
  @property({ state: true }) private newerPosters: NewerPosters = {};

  /** One for all elements, so that those on one camera share a session. */
  private static readonly browser = browserEnvironment();

  /** What of the world outside is used; subclasses in tests replace it. */
  protected environment: PlayerEnvironment = LiveCamera.browser;
  private internals = this.attachInternals();
  private lastPicture = new LastPicture(this);
  private translation = new Translation({ host: this, clock: () => this.environment.clock });

  private lazyControls = new LazyControls(() => ({
    host: this,
    stage: this.stage,
    video: this.video!,
    clock: () => this.environment.clock,
    addStyles: (...styles) => this.addStyles(...styles),
  }));

  private presence = new Presence({
    host: this,
    clock: () => this.environment.clock,
    disconnectDelayMs: () => this.disconnectDelayMs,
    hiddenDelayMs: () => (this.whenHidden === 'keep' ? null : this.hiddenDelayMs),
    isSeenElsewhere: () => isPictureInPicture(this.video),
    onInserted: (isNew) => {
      this.resume();
      if (isNew) this.startIfWanted();
    },
    onRemoved: () => this.playback?.dispatch({ type: 'stop', reason: 'removed' }),
    onUnseen: (reason) => this.playback?.dispatch({ type: 'suspend', reason }),
    onSeen: () => this.resume(),
    onOnline: () => this.playback?.networkBack(),
    onScreenMode: () => this.requestUpdate(),
  });

  private actions: PlayerActions = {
    play: () => void this.play(),
    toggleMute: () => {
      this.muted = !this.muted;
    },
    posterFailed: () => {
      this.failedPoster = this.posterAddress;
    },
  };

  override connectedCallback(): void {
    super.connectedCallback();
    markState(this, this.internals, this.state);
  }

  /** With this, `moveBefore()` moves the element without disconnecting it. */
  connectedMoveCallback(): void {}

  protected override firstUpdated(): void {
    const video = this.video!;
    this.stage = this.renderRoot.querySelector('.stage')!;
    this.playback = new LazyPlayback({
      video,
      environment: this.environment,
      request: () => this.sessionRequest(),
      preferences: () => this.preferences(),
      notify: (type, detail) => this.notify(type, detail),
      onChange: () => this.requestUpdate(),
      onDetach: (lastPicture) =>
        lastPicture === 'keep' ? this.lastPicture.keep(video) : this.lastPicture.drop(),
    });
    renewPosterLater({
      host: this,
      clock: this.environment.clock,
      address: () => (this.poster === null && this.state === 'idle' ? this.posterAddress : null),
      show: (pictures) => {
        this.newerPosters = pictures;
      },
    });
    this.mirrorMediaEvents(video);
    keepFocus(this, this.stage);
    video.addEventListener('resize', () => this.adoptShape(video));
    video.addEventListener('volumechange', () => this.adoptSound(video));
    for (const type of ['enterpictureinpicture', 'leavepictureinpicture']) {
      video.addEventListener(type, () => this.requestUpdate());
    }
  }

  protected override updated(changed: PropertyValues): void {
    const video = this.video!;
    if (changed.has('muted')) video.muted = this.muted;
    if (changed.has('volume')) video.volume = Math.min(1, Math.max(0, this.volume || 0));
    if (changed.has('showStats') && this.showStats) {
      this.getStats().then(
        () => this.requestUpdate(),
        () => {},
      );
    }
    if (this.state !== 'idle' || this.showStats) this.translation.prepareAll(this.state);
    if ((this.controls && this.state !== 'idle') || this.showStats) this.lazyControls.load(this.state);
    const isOtherStream = sourceSettings.some((name) => changed.has(name));
    // After the update, as it changes what is drawn. Attributes set in one go arrive in one update: one restart.
    if (isOtherStream || changed.has('autoplay')) queueMicrotask(() => this.followSettings(isOtherStream));
  }

  protected override render(): TemplateResult {
    const view = this.view();
    const isVideoShown = view.state.hadPicture && !this.lastPicture.isShown;
    return html`<div
      class="stage" part="container"
      role="region" tabindex="-1"
      lang=${view.quantities.locale}
      aria-label=${this.label || (view.isRecording ? this.camera : view.texts.region)}
      data-state=${view.state.name}
      @click=${this.pressPicture}
    >
      <video
        part="video"
        playsinline
        crossorigin="anonymous"
        ?data-empty=${!isVideoShown}
        ?disablepictureinpicture=${this.disablePictureInPicture}
      ></video>
      ${this.lastPicture.canvas()}
      ${stageLayers(view, this.actions, this.lazyControls.render(view))}
    </div>`;
  }

  private view(): PlayerView {
    const posterUrl = this.posterAddress;
    return {
      ...this.translation.wording,
      state: this.playback?.state ?? initialState,
      label: this.label,
      posterUrl:
        posterUrl && (this.newerPosters[posterUrl] ?? (posterUrl === this.failedPoster ? null : posterUrl)),
      hasLastPicture: this.lastPicture.isShown,
      isRecording: Boolean(this.recording),
      ...(this.playback?.current?.facts ?? noFacts),
    };
  }

  private notify<Type extends PlayerEventType>(type: Type, detail: PlayerEventDetails[Type]): boolean {
    if (type === 'statechange') {
      markState(this, this.internals, this.state);
      if (this.state === 'playing') this.lastPicture.drop();
      if (this.state === 'starting') this.presence.played();
    }
    return this.dispatchEvent(new CustomEvent(type, { detail, cancelable: type === 'autoplayblocked' }));
  }

  /** Into a page for the first time, back after a move, or back in sight. */
  private resume(): void {
    this.playback?.dispatch({ type: 'resume' });
    this.playback?.current?.catchUp();
  }

  private startIfWanted(): void {
    if (!this.autoplay || this.state !== 'idle' || !this.isConnected) return;
    const start = () => this.autoplay && this.playback?.dispatch({ type: 'start' });
    this.presence.whenSeen(this.loading === 'lazy' ? 'view' : 'page', start);
  }

  private followSettings(isOtherStream: boolean): void {
    const isWatching = this.state !== 'idle' && this.state !== 'paused';
    if (isOtherStream) this.playback?.dispatch({ type: 'stop', reason: 'changed' });
    if (isOtherStream && isWatching) this.playback?.dispatch({ type: 'start' });
    else this.startIfWanted();
  }

  /** The video's own shape, unless the page has set one. By CSSOM, which a strict CSP allows. */
  private adoptShape({ videoWidth, videoHeight }: HTMLVideoElement): void {
    if (videoWidth > 0) this.stage.style.setProperty('--_video-aspect', `${videoWidth} / ${videoHeight}`);
  }

  private adoptSound({ muted, volume }: HTMLVideoElement): void {
    this.muted = muted;
    this.volume = volume;
    if (!muted) this.playback?.current?.receiver.soundAllowed();
    this.requestUpdate();
  }

  /** A press on the picture starts or resumes; what it means while something plays is up to the controls. */
  private pressPicture(event: MouseEvent): void {
    if (this.lazyControls.press(event)) return;
    if ((this.state === 'idle' || this.state === 'paused') && isOnPicture(event)) this.actions.play();
  }
}
