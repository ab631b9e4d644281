/**
 * The controls of one player: bar, zoom, keys, statistics, snapshots. A Lit controller that uses its element as any page
 * could (requests go up by properties and methods, what is true comes down with each drawing). A lazy chunk: made by
 * `LazyControls` when controls or statistics are wanted, and without them inert.
 */
import { html, nothing, type ReactiveController } from 'lit';
import type { Clock } from '../clock/clock.js';
import type { PlayerSurface } from '../player-surface.js';
import type { PlayerStateName } from '../state/player-state.js';
import type { Style } from '../styled-element.js';
import type { Timeline } from '../timeline/timeline.js';
import type { CompleteView } from '../view/player-view.js';
import { isOnPicture } from '../view/press-picture.js';
import type { ControlLayers } from '../view/stage.js';
import { AutoHide } from './auto-hide.js';
import { barStyles } from './bar.styles.js';
import { type BarView, barView, pictureStates } from './bar-view.js';
import type { ControlActions } from './control-actions.js';
import { controlBar } from './control-bar.js';
import { allowsControl } from './controls-list.js';
import { pressHotkey } from './hotkeys.js';
import { LazyTimeline } from './lazy-timeline.js';
import { liveBadge } from './live-badge.js';
import { panelStyles } from './panels.styles.js';
import { PictureGestures } from './picture-gestures.js';
import { PicturePress } from './picture-press.js';
import * as modes from './screen-modes.js';
import { SnapshotSaver } from './snapshot-saver.js';
import { statsPanel } from './stats-panel.js';
import { zoomStyles } from './zoom.styles.js';
import { zoomChip } from './zoom-chip.js';
import { ZoomControl } from './zoom-control.js';

export type ControlsDeps = {
  host: PlayerSurface;
  /** The frame with everything in it. */
  stage: HTMLElement;
  video: HTMLVideoElement;
  clock: () => Clock;
  addStyles: (...styles: Style[]) => void;
};

/** A video that runs dry for a moment is still being watched. */
const watchedStates: ReadonlySet<PlayerStateName> = new Set(['playing', 'buffering']);

export class Controls implements ReactiveController {
  #deps: ControlsDeps;
  #autoHide: AutoHide;
  #zoom: ZoomControl;
  #gestures: PictureGestures;
  #press: PicturePress;
  #snapshots: SnapshotSaver;
  #lazyTimeline: LazyTimeline;
  #timeline: Timeline | null = null;
  /** What was drawn last; keys and gestures go by it. */
  #view: BarView | null = null;
  #isMoreOpen = false;
  #wasWatched = false;

  constructor(deps: ControlsDeps) {
    this.#deps = deps;
    const { host, stage, video, clock } = deps;
    const canZoom = () => this.#view?.canZoom === true;
    this.#autoHide = new AutoHide({
      host,
      clock,
      isWatching: () => watchedStates.has(host.state),
      isInUse: () => this.#isMoreOpen || this.#isTouched(),
    });
    this.#zoom = new ZoomControl({ stage, video, onChange: () => host.requestUpdate() });
    this.#gestures = new PictureGestures({ stage, zoom: this.#zoom, canZoom });
    this.#press = new PicturePress({
      clock,
      zoom: this.#zoom,
      canZoom,
      togglePlay: this.#actions.togglePlay,
      toggleBar: () => (this.#autoHide.isQuiet ? this.#autoHide.wake() : this.#autoHide.quiet()),
    });
    this.#snapshots = new SnapshotSaver(deps);
    this.#lazyTimeline = new LazyTimeline(deps);
    deps.addStyles(barStyles, panelStyles, zoomStyles);
    modes.playOnAfterFullscreen(deps);
    this.#listen(stage);
    host.addController(this);
  }

  /** Everything that lies over the screens, for this drawing. */
  render(view: CompleteView): ControlLayers {
    const { host, video } = this.#deps;
    const timeline = this.#lazyTimeline.update(view);
    this.#timeline = timeline;
    const bar = barView(view, { host, video, timeline, isMoreOpen: this.#isMoreOpen });
    this.#view = bar;
    const hasBar = host.controls && (bar.hasPicture || bar.isFullscreen);
    const shownBadge = (bar.hasPicture && timeline?.badge) || liveBadge(view, this.#actions.seekToLive);
    const badge = host.controls ? shownBadge : nothing;
    const layers = html`
      <div class="corner">
        ${host.controls && this.#zoom.isZoomed ? zoomChip(view, this.#zoom.factor, this.#actions.resetZoom) : nothing}
        ${host.showStats && bar.canStats ? statsPanel(view, host.stats, this.#actions.toggleStats) : nothing}
      </div>
      ${this.#snapshots.note(view.texts)} ${timeline?.note.root ?? nothing}
      <slot name="controls">${hasBar && bar.canSeek ? timeline?.row : nothing}${hasBar ? controlBar(bar, this.#actions) : nothing}</slot>
    `;
    return { badge, bar: layers };
  }

  /**
   * A click anywhere in the player.
   *
   * @returns whether it was for the controls; otherwise the element goes by it
   */
  press(event: MouseEvent): boolean {
    if (!this.#deps.host.controls || !this.#view?.hasPicture) return false;
    if (!isOnPicture(event)) this.#autoHide.wake();
    else if (this.#gestures.hasDragged) return true;
    else if (this.#isMoreOpen) this.#closeMore();
    else this.#press.press(event, this.#gestures.pointerType);
    return true;
  }

  hostConnected(): void {
    this.#autoHide.wake();
  }

  /** What is not shown any more is neither open nor enlarged when it comes back. */
  hostUpdate(): void {
    const { host } = this.#deps;
    const hasControls = host.controls && pictureStates.has(host.state);
    if (!hasControls) this.#isMoreOpen = false;
    const isEnlargeable = hasControls && allowsControl(host.controlsList, 'zoom');
    if (this.#zoom.isZoomed && !isEnlargeable) this.#zoom.reset();
    if (host.state === 'playing') this.#snapshots.seen();
    // Played on by the page or by itself: what was shown meanwhile goes after a while.
    const isWatched = watchedStates.has(host.state);
    if (isWatched && !this.#wasWatched && !this.#autoHide.isQuiet) this.#autoHide.wake();
    this.#wasWatched = isWatched;
  }

  hostUpdated(): void {
    const { host, stage } = this.#deps;
    stage.toggleAttribute('data-quiet', host.controls && this.#autoHide.isQuiet);
    stage.toggleAttribute('data-zoomable', this.#view?.canZoom === true);
    const shown = host.muted ? 0 : host.volume;
    stage.querySelector<HTMLElement>('.volume')?.style.setProperty('--_volume', `${shown * 100}%`);
  }

  hostDisconnected(): void {
    this.#press.cancel();
    this.#snapshots.close();
  }

  #actions: ControlActions = {
    togglePlay: () => {
      const { host } = this.#deps;
      if (pictureStates.has(host.state) && host.state !== 'paused') host.pause();
      else void host.play();
    },
    seekToLive: () => this.#deps.host.seekToLive(),
    toggleMute: () => {
      const { host } = this.#deps;
      host.muted = !host.muted;
      // Sound that is switched on shall be heard.
      if (!host.muted) host.volume ||= 0.5;
    },
    setVolume: (volume) => {
      const { host } = this.#deps;
      host.volume = volume;
      host.muted = volume === 0;
    },
    toggleFullscreen: () => void modes.toggleFullscreen(this.#deps.host, this.#deps.video),
    togglePictureInPicture: () => {
      void modes.togglePictureInPicture(this.#deps.video);
      this.#closeMore();
    },
    saveSnapshot: () => {
      void this.#snapshots.save();
      this.#closeMore();
    },
    toggleStats: () => {
      this.#deps.host.showStats = !this.#deps.host.showStats;
      this.#closeMore();
    },
    toggleMore: () => {
      this.#isMoreOpen = !this.#isMoreOpen;
      this.#deps.host.requestUpdate();
    },
    zoomIn: () => this.#zoom.zoomIn(),
    zoomOut: () => this.#zoom.zoomOut(),
    resetZoom: () => this.#zoom.reset(),
  };

  /** The focus goes back to where the strip was opened, if it is in there. */
  #closeMore(): void {
    if (!this.#isMoreOpen) return;
    const { host, stage } = this.#deps;
    const isInside = stage.querySelector('.strip :focus') !== null;
    if (isInside) stage.querySelector<HTMLElement>('[part~="more-button"]')?.focus();
    this.#isMoreOpen = false;
    host.requestUpdate();
  }

  #listen(stage: HTMLElement): void {
    const wake = () => this.#autoHide.wake();
    stage.addEventListener('pointermove', ({ pointerType }) => {
      if (pointerType !== 'touch') wake();
    });
    stage.addEventListener('pointerleave', ({ pointerType }) => {
      if (pointerType !== 'touch') this.#autoHide.leave();
    });
    // A finger on the picture moves the focus, too, which must not wake what its tap is about to hide.
    stage.addEventListener('focusin', ({ target }) => {
      if (target instanceof Element && target.matches(':focus-visible')) wake();
    });
    stage.addEventListener('keydown', (event) => this.#pressKey(event));
  }

  #pressKey(event: KeyboardEvent): void {
    const { host } = this.#deps;
    this.#autoHide.wake();
    const view = this.#view;
    if (!host.controls || view === null) return;
    if (event.key === 'Escape') this.#closeMore();
    if (host.noHotkeys) return;
    const can = { ...view, volume: host.volume, isZoomed: this.#zoom.isZoomed };
    const step = (byMs: number) => this.#timeline?.step(byMs);
    const actions = { ...this.#actions, step, look: this.#zoom.look.bind(this.#zoom) };
    if (pressHotkey(event, can, actions)) event.preventDefault();
  }

  /** The keyboard or the mouse is on the controls. A finger leaves `:hover` behind where it last was. */
  #isTouched(): boolean {
    const { host, stage } = this.#deps;
    const own = '[slot^="controls"]';
    return (
      stage.querySelector(':focus-visible') !== null ||
      host.querySelector(`${own}:focus-visible, ${own} :focus-visible`) !== null ||
      (this.#gestures.pointerType !== 'touch' && stage.querySelector('.bar:hover, .corner:hover') !== null)
    );
  }
}
