/** The statistics, drawn again with each sample (one a second) while they are shown. */
import { html, type TemplateResult } from 'lit';
import type { PlayerStats } from '../playback/player-stats.js';
import type { Texts } from '../texts/english.js';
import { controlIcon } from './control-icons.js';

const unknown = '–';

function seconds(value: number | null): string {
  return value === null ? unknown : `${value.toFixed(2)} s`;
}

function rows({ stats: names }: Texts, stats: PlayerStats): [name: string, value: string][] {
  const { widthPixels, heightPixels, framesPerSecond, droppedFrameCount, shownFrameCount } = stats;
  return [
    [names.transport, [stats.transport ?? unknown, stats.details.engine].filter(Boolean).join(' · ')],
    [names.codecs, stats.codecs || unknown],
    [names.picture, `${widthPixels} × ${heightPixels} @ ${framesPerSecond?.toFixed(1) ?? unknown}`],
    [names.latency, seconds(stats.latencySeconds)],
    [names.buffer, seconds(stats.bufferedSeconds)],
    [names.dropped, `${droppedFrameCount} / ${shownFrameCount + droppedFrameCount}`],
    [names.reconnects, String(stats.reconnectCount)],
  ];
}

/** Reachable by Tab, as its text can be selected and, in a small player, scrolled. */
export function statsPanel(texts: Texts, stats: PlayerStats | null, onClose: () => void): TemplateResult {
  return html`<div class="stats" part="stats" role="group" aria-label=${texts.stats.title} tabindex="0">
    <button class="close" part="button stats-close-button" type="button" title=${texts.stats.hide} @click=${onClose}>
      ${controlIcon('close')}
    </button>
    <dl>
      ${
        stats === null
          ? ''
          : rows(texts, stats).map(
              ([name, value]) => html`<div><dt>${name}</dt><dd dir="ltr">${value}</dd></div>`,
            )
      }
    </dl>
  </div>`;
}
