/** Says that the picture is enlarged, also while the controls are hidden, and shows the whole one again. */
import { html, type TemplateResult } from 'lit';
import type { Texts } from '../texts/english.js';
import { controlIcon } from './control-icons.js';

export function zoomChip(texts: Texts, factor: number, onReset: () => void): TemplateResult {
  const shown = factor.toFixed(1);
  return html`<button
    class="chip"
    part="button zoom-reset-button"
    type="button"
    aria-label=${texts.resetZoom(shown)}
    @click=${onReset}
  >
    <span dir="ltr">${shown}×</span>${controlIcon('close')}
  </button>`;
}
