/** The statistics, drawn again with each sample (one a second) while they are shown. */
import { html, type TemplateResult } from 'lit';
import type { PlayerStats } from '../playback/player-stats.js';
import { fillIn } from '../texts/fill-in.js';
import type { Wording } from '../texts/translation.js';
import { controlIcon } from './control-icons.js';

const unknown = '–';

function rows({ texts, quantities }: Wording, stats: PlayerStats): [name: string, value: string][] {
  const { widthPixels, heightPixels, framesPerSecond, droppedFrameCount, shownFrameCount } = stats;
  const { stats: names } = texts;
  const { number } = quantities;
  const seconds = (value: number | null) => (value === null ? unknown : quantities.seconds(value, 2));
  const rate = framesPerSecond === null ? unknown : number(framesPerSecond);
  const total = number(shownFrameCount + droppedFrameCount);
  return [
    [names.transport, [stats.transport ?? unknown, stats.details.engine].filter(Boolean).join(' · ')],
    [names.codecs, stats.codecs || unknown],
    [names.picture, `${widthPixels} × ${heightPixels}, ${fillIn(texts.framesPerSecond, { rate })}`],
    [names.latency, seconds(stats.latencySeconds)],
    [names.buffer, seconds(stats.bufferedSeconds)],
    [names.dropped, fillIn(texts.droppedOf, { dropped: number(droppedFrameCount), total })],
    [names.reconnects, number(stats.reconnectCount)],
  ];
}

/** Reachable by Tab, as its text can be selected and, in a small player, scrolled. */
export function statsPanel(wording: Wording, stats: PlayerStats | null, onClose: () => void): TemplateResult {
  return html`<div class="stats" part="stats" role="group" aria-label=${wording.texts.stats.title} tabindex="0">
    <button class="close" part="button stats-close-button" type="button" title=${wording.texts.stats.hide} @click=${onClose}>
      ${controlIcon('close')}
    </button>
    <dl>
      ${
        stats === null
          ? ''
          : rows(wording, stats).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)
      }
    </dl>
  </div>`;
}
