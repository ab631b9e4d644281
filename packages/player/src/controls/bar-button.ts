/** One button of the controls. */
import { html, nothing, type TemplateResult } from 'lit';
import { type ControlIconName, controlIcon } from './control-icons.js';

export type BarButton = {
  part: string;
  /** What a press does. A button that toggles has another name in each position, or `isPressed`, never both. */
  name: string;
  iconName: ControlIconName;
  onPress: () => void;
  /** The key that does the same, in the words of `aria-keyshortcuts`. */
  key?: string;
  isPressed?: boolean;
  /** For a button that shows and hides something. */
  isExpanded?: boolean;
  /** Seen only in a player that is wide enough for it, or only in a narrower one. @default in each */
  place?: 'wide' | 'narrow';
};

/** The `title` is the tooltip and the accessible name at once; a label beside it would be read twice. */
export function barButton(button: BarButton): TemplateResult {
  const { part, name, iconName, onPress, key, isPressed, isExpanded, place } = button;
  return html`<button
    class="control"
    part="button ${part}"
    type="button"
    title=${name}
    data-place=${place ?? nothing}
    aria-keyshortcuts=${key ?? nothing}
    aria-pressed=${isPressed ?? nothing}
    aria-expanded=${isExpanded ?? nothing}
    @click=${onPress}
  >
    ${controlIcon(iconName)}
  </button>`;
}
