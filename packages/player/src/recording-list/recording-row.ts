/** One recording in the list: its poster, when it began, how long it is, and what can be done with it. */
import type { Recording } from '@rpi-live-camera/protocol';
import { html, nothing, type TemplateResult } from 'lit';
import { fillIn } from '../texts/fill-in.js';
import type { ListActions, ListView } from './list-view.js';
import { byteSize, clockDuration, timeOfDay } from './recording-words.js';

const drawIcon = (path: string) => html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d=${path} /></svg>`;
const icons = {
  download: drawIcon('M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 19.5h14'),
  delete: drawIcon('M5 7h14M10 7V4.8h4V7m-7 0 .8 12.4h8.4L17 7'),
};

/** It ended although it was wanted. */
const earlyEnds: readonly (string | null)[] = [
  'storage_full',
  'storage_failed',
  'storage_too_slow',
  'interrupted',
];

export function recordingRow(recording: Recording, view: ListView, actions: ListActions): TemplateResult {
  const { id } = recording;
  const isSelected = view.selectedId === id;
  return html`<li class="row" part="recording" data-id=${id} ?data-selected=${isSelected}>
    <button
      class="choose"
      part="recording-button"
      type="button"
      aria-current=${isSelected ? 'true' : nothing}
      @click=${() => actions.select(recording)}
    >
      ${posterOf(recording, view)}
      <span class="facts">
        <span class="time" part="time">${timeOfDay(recording.startedAt, view.quantities.locale)}</span>
        ${factsOf(recording, view)}
      </span>
    </button>
    ${view.doubtedId === id ? doubt(id, view, actions) : offers(recording, view, actions)}
  </li>`;
}

function posterOf({ id, durationMs }: Recording, { posterUrl, quantities }: ListView): TemplateResult {
  const url = posterUrl(id);
  return html`<span class="poster" part="poster">
    ${url === null ? nothing : html`<img src=${url} alt="" loading="lazy" decoding="async" />`}
    <span class="length" aria-hidden="true">${clockDuration(durationMs)}</span>
    <span class="unseen">${quantities.duration(durationMs / 1000)}</span>
  </span>`;
}

function factsOf(recording: Recording, { texts, quantities }: ListView): TemplateResult {
  const { state, byteLength, cutCount, endReason } = recording;
  const cuts = cutCount === 0 ? [] : [fillIn(texts.cuts, { count: quantities.number(cutCount) })];
  const early = earlyEnds.includes(endReason) ? [texts.endedEarly] : [];
  const facts = [byteSize(byteLength, quantities.locale), ...cuts, ...early];
  return html`<span class="meta">${facts.join(' · ')}</span>
    ${state === 'recording' ? html`<span class="now" part="recording-now">${texts.recordingNow}</span>` : nothing}`;
}

function offers(recording: Recording, view: ListView, actions: ListActions): TemplateResult {
  const { id, state, startedAt } = recording;
  const time = timeOfDay(startedAt, view.quantities.locale);
  const nameOf = (text: string) => `${text}, ${time}`;
  const { texts } = view;
  return html`<span class="offers">
    <button
      class="offer"
      part="button download-button"
      type="button"
      title=${texts.download}
      aria-label=${nameOf(texts.download)}
      @click=${() => actions.download(id)}
    >
      ${icons.download}
    </button>
    ${
      view.canDelete && state === 'finished'
        ? html`<button
            class="offer delete"
            part="button delete-button"
            type="button"
            title=${texts.delete}
            aria-label=${nameOf(texts.delete)}
            @click=${() => actions.doubt(id)}
          >
            ${icons.delete}
          </button>`
        : nothing
    }
  </span>`;
}

function doubt(id: string, { texts }: ListView, { remove, doubt }: ListActions): TemplateResult {
  const leave = ({ key }: KeyboardEvent) => key === 'Escape' && doubt(null);
  return html`<span class="doubt" part="confirmation" role="group" aria-label=${texts.deleteThis} @keydown=${leave}>
    <span class="question">${texts.deleteThis}</span>
    <button class="pill danger" part="button confirm-button" type="button" @click=${() => remove(id)}>
      ${texts.delete}
    </button>
    <button class="pill keep" part="button keep-button" type="button" @click=${() => doubt(null)}>
      ${texts.keep}
    </button>
  </span>`;
}
