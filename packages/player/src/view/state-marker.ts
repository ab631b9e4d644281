/** Shows the state to style sheets: `:state(playing)` and `[data-state=playing]`, exactly one at a time. */
import type { PlayerStateName } from '../state/player-state.js';

/** Called by the element when it is first connected, and at each change. */
export function markState(host: HTMLElement, internals: ElementInternals, state: PlayerStateName): void {
  const previous = host.dataset.state;
  host.dataset.state = state;
  try {
    if (previous !== undefined) internals.states.delete(previous);
    internals.states.add(state);
  } catch {
    // Browsers before Chrome 125 know no custom states without two dashes; `data-state` is there for them.
  }
}
