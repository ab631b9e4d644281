/** What lies above the picture at the top: the live badge, the camera's name, the statistics. */
import { html, nothing, type TemplateResult } from 'lit';
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

function statsPanel({ stats }: PlayerView): TemplateResult | typeof nothing {
  if (stats === null) return nothing;
  const seconds = (value: number | null) => (value === null ? '–' : `${value.toFixed(1)} s`);
  const rows: [string, string][] = [
    ['transport', `${stats.transport ?? '–'} ${stats.details.engine ?? ''}`],
    ['codecs', stats.codecs || '–'],
    ['picture', `${stats.widthPixels} × ${stats.heightPixels} @ ${stats.framesPerSecond ?? '–'}`],
    ['latency', seconds(stats.latencySeconds)],
    ['buffer', seconds(stats.bufferedSeconds)],
    ['dropped', `${stats.droppedFrameCount} of ${stats.shownFrameCount + stats.droppedFrameCount}`],
    ['reconnects', String(stats.reconnectCount)],
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
