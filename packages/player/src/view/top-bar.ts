/** What lies above the picture at the top: the live badge, the camera's name, the statistics. */
import { html, nothing, type TemplateResult } from 'lit';
import { fillIn } from '../texts/fill-in.js';
import type { PlayerActions, PlayerView } from './player-view.js';

function liveBadge({ state, isBehind, texts }: PlayerView, { seekToLive }: PlayerActions): TemplateResult {
  const isLive = state.name === 'playing' && !isBehind;
  return html`<button
    class="badge"
    part="button live-button"
    type="button"
    data-live=${isLive ? 'now' : 'behind'}
    aria-label=${isLive ? texts.watchingLive : texts.goToLive}
    @click=${seekToLive}
  >
    <span class="dot"></span>${texts.live}
  </button>`;
}

function statsPanel({ stats, texts, quantities }: PlayerView): TemplateResult | typeof nothing {
  if (stats === null) return nothing;
  const seconds = (value: number | null) => (value === null ? '–' : quantities.seconds(value));
  const { stats: names } = texts;
  const { number } = quantities;
  const { framesPerSecond } = stats;
  const rate = framesPerSecond === null ? '–' : number(framesPerSecond);
  const frameRate = fillIn(texts.framesPerSecond, { rate });
  const rows: [string, string][] = [
    [names.transport, `${stats.transport ?? '–'} ${stats.details.engine ?? ''}`],
    [names.codecs, stats.codecs || '–'],
    [names.picture, `${stats.widthPixels} × ${stats.heightPixels}, ${frameRate}`],
    [names.latency, seconds(stats.latencySeconds)],
    [names.buffer, seconds(stats.bufferedSeconds)],
    [
      names.dropped,
      fillIn(texts.droppedOf, {
        dropped: number(stats.droppedFrameCount),
        total: number(stats.shownFrameCount + stats.droppedFrameCount),
      }),
    ],
    [names.reconnects, number(stats.reconnectCount)],
  ];
  return html`<dl class="stats" part="stats">
    ${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
  </dl>`;
}

/** The badge appears with the first picture: nothing older than that is called live. */
export function topBar(view: PlayerView, actions: PlayerActions): TemplateResult {
  const { state, label } = view;
  const hasBadge = state.hadPicture && ['playing', 'buffering', 'paused'].includes(state.name);
  return html`<div class="top">
    ${hasBadge ? liveBadge(view, actions) : nothing}
    ${label === '' ? nothing : html`<span class="name" part="label">${label}</span>`}
    ${statsPanel(view)}
  </div>`;
}
