/** Keys that work while the focus is anywhere in the player. */
import type { ControlActions } from './control-actions.js';

const volumeStep = 0.1;
/** Of the player's size. */
const panStep = 0.1;
/** By an arrow, and by J. */
const arrowStepMs = 5000;
const jumpStepMs = 10_000;

export type HotkeyView = {
  volume: number;
  hasAudio: boolean;
  canZoom: boolean;
  isZoomed: boolean;
  canSnapshot: boolean;
  canStats: boolean;
  canFullscreen: boolean;
  canPictureInPicture: boolean;
  canSeek: boolean;
};

export type HotkeyActions = ControlActions & {
  /** Shows what lies beside the enlarged part, in fractions of the player's size. */
  look: (right: number, down: number) => void;
  /** Shows another moment, so much later; negative: earlier. */
  step: (byMs: number) => void;
};

/**
 * Does what a key means: Space or K plays and pauses, J goes back, L goes to live, M mutes, S takes a picture, F is full screen, P
 * picture in picture, I the statistics; + − 0 zoom. The arrows move an enlarged picture, else the vertical ones change
 * the volume and the horizontal ones the moment.
 *
 * @returns whether the key was one of ours; then the page shall not scroll
 */
export function pressHotkey(event: KeyboardEvent, view: HotkeyView, actions: HotkeyActions): boolean {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return false;
  if (belongsToTarget(event)) return false;
  const isStep = /^(Arrow|[+=_-]$)/.test(event.key);
  const action = isStep ? stepOf(event.key, view, actions) : actionOf(event.key, view, actions);
  if (action === undefined) return false;
  // A key that is held down turns and moves on, but switches nothing to and fro.
  if (isStep || !event.repeat) action();
  return true;
}

/** A button has its own space bar, a slider its own arrows, and a text field all keys. */
function belongsToTarget(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  if (!(target instanceof HTMLElement)) return false;
  // A slider, and a panel that can be scrolled.
  if (target.matches('input[type="range"], [tabindex="0"]')) return /^(Arrow|Page|Home|End)/.test(event.key);
  if (target.matches('input, select, textarea') || target.isContentEditable) return true;
  return target.matches('button, a[href], summary') && (event.key === ' ' || event.key === 'Enter');
}

type Action = (() => void) | undefined;

function actionOf(key: string, view: HotkeyView, actions: HotkeyActions): Action {
  switch (key.toLowerCase()) {
    case ' ':
    case 'k':
      return actions.togglePlay;
    case 'j':
      return view.canSeek ? () => actions.step(-jumpStepMs) : undefined;
    case 'l':
      return actions.seekToLive;
    case 'm':
      return view.hasAudio ? actions.toggleMute : undefined;
    case 'f':
      return view.canFullscreen ? actions.toggleFullscreen : undefined;
    case 'p':
      return view.canPictureInPicture ? actions.togglePictureInPicture : undefined;
    case 's':
      return view.canSnapshot ? actions.saveSnapshot : undefined;
    case 'i':
      return view.canStats ? actions.toggleStats : undefined;
    case '0':
      return view.isZoomed ? actions.resetZoom : undefined;
    default:
      return undefined;
  }
}

function stepOf(key: string, view: HotkeyView, actions: HotkeyActions): Action {
  const { volume } = view;
  switch (key) {
    case '+':
    case '=':
      return view.canZoom ? actions.zoomIn : undefined;
    case '-':
    case '_':
      return view.canZoom ? actions.zoomOut : undefined;
    case 'ArrowLeft':
      if (view.isZoomed) return () => actions.look(-panStep, 0);
      return view.canSeek ? () => actions.step(-arrowStepMs) : undefined;
    case 'ArrowRight':
      if (view.isZoomed) return () => actions.look(panStep, 0);
      return view.canSeek ? () => actions.step(arrowStepMs) : undefined;
    case 'ArrowUp':
      if (view.isZoomed) return () => actions.look(0, -panStep);
      return view.hasAudio ? () => actions.setVolume(Math.min(1, volume + volumeStep)) : undefined;
    case 'ArrowDown':
      if (view.isZoomed) return () => actions.look(0, panStep);
      return view.hasAudio ? () => actions.setVolume(Math.max(0, volume - volumeStep)) : undefined;
    default:
      return undefined;
  }
}
