/** Says that the picture is enlarged, also while the controls are hidden, and shows the whole one again. */
import { html, type TemplateResult } from 'lit';
import { fillIn } from '../texts/fill-in.js';
import type { Wording } from '../texts/translation.js';
import { controlIcon } from './control-icons.js';

export function zoomChip(
  { texts, quantities }: Wording,
  factor: number,
  onReset: () => void,
): TemplateResult {
  const shown = quantities.number(Math.round(factor * 10) / 10);
  return html`<button
    class="chip"
    part="button zoom-reset-button"
    type="button"
    aria-label=${fillIn(texts.resetZoom, { factor: shown })}
    @click=${onReset}
  >
    <span dir="ltr">${shown}×</span>${controlIcon('close')}
  </button>`;
}
