/** The icons, drawn for this player on a 24 × 24 grid; decorative, as every button carries a name. */
import { html, type SVGTemplateResult, svg, type TemplateResult } from 'lit';

const shapes = {
  play: svg`<path d="M8 5.6v12.8a.6.6 0 0 0 .92.5l9.9-6.4a.6.6 0 0 0 0-1l-9.9-6.4a.6.6 0 0 0-.92.5Z" fill="currentColor"/>`,
  muted: svg`<path d="M4 9.5v5h3.2L12 18.6V5.4L7.2 9.5H4Z" fill="currentColor"/><path d="m15.5 9.5 5 5m0-5-5 5"/>`,
  camera: svg`<rect x="3" y="7" width="12.5" height="10.5" rx="2.4"/><path d="m15.5 11 4.6-2.7a.6.6 0 0 1 .9.5v7a.6.6 0 0 1-.9.5l-4.6-2.7"/>`,
  cameraOff: svg`<path d="M8.2 7h4.9a2.4 2.4 0 0 1 2.4 2.4v1.6l4.6-2.7a.6.6 0 0 1 .9.5v7M15.5 15.6a2.4 2.4 0 0 1-2.4 1.9H5.4A2.4 2.4 0 0 1 3 15.1V9.4c0-1 .6-1.9 1.5-2.2M3.5 3.5l17 17"/>`,
  warning: svg`<path d="M12 4.2 3.4 18.6a.9.9 0 0 0 .8 1.4h15.6a.9.9 0 0 0 .8-1.4L12 4.2ZM12 10v4.4"/><circle cx="12" cy="17" r=".6" fill="currentColor"/>`,
} satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof shapes;

/** An icon in the colour of the text around it. */
export function icon(name: IconName): TemplateResult {
  return drawIcon(shapes[name]);
}

/** The frame that all icons share. */
export function drawIcon(shape: SVGTemplateResult): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${shape}</svg>`;
}
