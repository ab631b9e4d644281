/** The icons that only the controls need, on the same 24 × 24 grid as those of `view/icons`. */
import { type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import { drawIcon, type IconName, icon } from '../view/icons.js';

const shapes = {
  pause: svg`<path d="M7 5h3.4v14H7zM13.6 5H17v14h-3.4z" fill="currentColor"/>`,
  sound: svg`<path d="M4 9.5v5h3.2L12 18.6V5.4L7.2 9.5H4Z" fill="currentColor"/><path d="M15 9.2a4 4 0 0 1 0 5.6M17.4 6.8a7.4 7.4 0 0 1 0 10.4"/>`,
  quiet: svg`<path d="M4 9.5v5h3.2L12 18.6V5.4L7.2 9.5H4Z" fill="currentColor"/><path d="M15 9.2a4 4 0 0 1 0 5.6"/>`,
  enterFullscreen: svg`<path d="M4.5 9V4.5H9M15 4.5h4.5V9M19.5 15v4.5H15M9 19.5H4.5V15"/>`,
  exitFullscreen: svg`<path d="M9 4.5V9H4.5M19.5 9H15V4.5M15 19.5V15h4.5M4.5 15H9v4.5"/>`,
  pictureInPicture: svg`<rect x="3.5" y="5" width="17" height="14" rx="2"/><rect x="11.5" y="11" width="6.5" height="5.5" rx="1" fill="currentColor" stroke="none"/>`,
  snapshot: svg`<path d="M5 7.5h2.6l1.2-1.9a.9.9 0 0 1 .8-.4h4.8a.9.9 0 0 1 .8.4l1.2 1.9H19A1.5 1.5 0 0 1 20.5 9v8.3a1.5 1.5 0 0 1-1.5 1.5H5a1.5 1.5 0 0 1-1.5-1.5V9A1.5 1.5 0 0 1 5 7.5Z"/><circle cx="12" cy="12.8" r="3.3"/>`,
  more: svg`<g fill="currentColor" stroke="none"><circle cx="5.5" cy="12" r="1.7"/><circle cx="12" cy="12" r="1.7"/><circle cx="18.5" cy="12" r="1.7"/></g>`,
  zoomIn: svg`<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5 5M10.5 8v5M8 10.5h5"/>`,
  zoomOut: svg`<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5 5M8 10.5h5"/>`,
  stats: svg`<path d="M5 19v-6M12 19V5M19 19v-9" stroke-width="2.4"/>`,
  close: svg`<path d="m6.5 6.5 11 11m0-11-11 11"/>`,
} satisfies Record<string, SVGTemplateResult>;

/** By name, or as a path where a chunk of its own brings it. */
export type ControlIconName = keyof typeof shapes | IconName | { readonly path: string };

/** An icon in the colour of the text around it. */
export function controlIcon(name: ControlIconName): TemplateResult {
  if (typeof name === 'object') return drawIcon(svg`<path d=${name.path} />`);
  return name in shapes ? drawIcon(shapes[name as keyof typeof shapes]) : icon(name as IconName);
}
