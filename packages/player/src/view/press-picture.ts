/** What a click or a tap on the picture itself means, beside all buttons. Called by the element. */
import type { PlayerStateName } from '../state/player-state.js';
import type { AutoHide } from './auto-hide.js';
import type { PlayerActions } from './player-view.js';

export type PressView = { state: PlayerStateName; hasControls: boolean; autoHide: AutoHide };

/** Anything that has a click of its own, also in what the page has put into a slot. */
const interactive =
  'a[href], button, input, select, textarea, summary, label, [role="button"], [tabindex="0"]';

/**
 * Starts or resumes what does not play. With controls, a mouse pauses what plays, while a finger shows and hides the
 * bar, which it cannot hover.
 */
export function pressPicture(
  event: PointerEvent,
  { state, hasControls, autoHide }: PressView,
  actions: PlayerActions,
): void {
  const path = event.composedPath();
  const inside = path.slice(0, path.indexOf(event.currentTarget!));
  if (event.defaultPrevented || inside.some((node) => node instanceof Element && node.matches(interactive)))
    return;
  if (state === 'idle' || state === 'paused') actions.play();
  else if (!hasControls || state !== 'playing') return;
  else if (event.pointerType === 'mouse') actions.togglePlay();
  else if (autoHide.isQuiet) autoHide.wake();
  else autoHide.quiet();
}
