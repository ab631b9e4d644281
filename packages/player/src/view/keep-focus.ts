/**
 * Keeps the keyboard in the player when the button it is on goes away (the big one that was pressed, the bar's while the
 * camera wakes): the focus moves to the frame, where the keys work. Called once by the element.
 */
import type { LitElement } from 'lit';

export function keepFocus(host: LitElement, stage: HTMLElement): void {
  let focused: Element | null = null;
  host.addController({
    hostUpdate() {
      focused = host.shadowRoot?.activeElement ?? null;
    },
    hostUpdated() {
      if (focused?.isConnected === false) stage.focus({ preventScroll: true });
    },
  });
}
