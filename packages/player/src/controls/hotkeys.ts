/** Keys that work while the focus is anywhere in the player. */
import type { PlayerActions } from './player-view.js';

const volumeStep = 0.1;

export type HotkeyView = { volume: number; hasAudio: boolean };

/**
 * Does what a key means: Space or K plays and pauses, L goes to live, M mutes, F is full screen, I picture in picture,
 * the vertical arrows change the volume.
 *
 * @returns whether the key was one of ours; then the page shall not scroll
 */
export function pressHotkey(event: KeyboardEvent, view: HotkeyView, actions: PlayerActions): boolean {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.repeat) return false;
  const target = event.composedPath()[0];
  const isField =
    target instanceof HTMLElement && target.matches('input, select, textarea, [contenteditable]');
  const isButton = target instanceof HTMLElement && target.matches('button, a[href], summary');
  if (isField || (isButton && (event.key === ' ' || event.key === 'Enter'))) return false;
  const action = actionOf(event.key, view, actions);
  action?.();
  return action !== undefined;
}

function actionOf(
  key: string,
  { volume, hasAudio }: HotkeyView,
  actions: PlayerActions,
): (() => void) | undefined {
  switch (key.toLowerCase()) {
    case ' ':
    case 'k':
      return actions.togglePlay;
    case 'l':
      return actions.seekToLive;
    case 'f':
      return actions.toggleFullscreen;
    case 'i':
      return actions.togglePictureInPicture;
    case 'm':
      return hasAudio ? actions.toggleMute : undefined;
    case 'arrowup':
      return hasAudio ? () => actions.setVolume(Math.min(1, volume + volumeStep)) : undefined;
    case 'arrowdown':
      return hasAudio ? () => actions.setVolume(Math.max(0, volume - volumeStep)) : undefined;
    default:
      return undefined;
  }
}
