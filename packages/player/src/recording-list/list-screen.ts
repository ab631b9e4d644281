/** The whole list: what can be done with the camera, what went wrong, and the recordings by day. */
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { PlayerError } from '../errors/player-error.js';
import type { ErrorText } from '../texts/texts.js';
import type { ListTexts } from './list-texts.js';
import type { ListActions, ListView } from './list-view.js';
import { recordingRow } from './recording-row.js';
import { groupByDay } from './recording-words.js';

export function listScreen(view: ListView, actions: ListActions): TemplateResult {
  const { texts, quantities, label, error, refusal, recordings, announcement } = view;
  return html`<div class="list" part="container" role="region" lang=${quantities.locale} aria-label=${label || texts.region}>
    ${toolbar(view, actions)}
    ${refusal === null ? nothing : failureNote(texts, refusal)}
    ${error === null ? nothing : failureNote(texts, error, actions.retry)}
    ${recordings === null ? waiting(view) : recordings.length === 0 ? emptyNote(view) : days(view, actions)}
    <div class="unseen" role="status">${announcement}</div>
  </div>`;
}

function toolbar(view: ListView, actions: ListActions): TemplateResult | typeof nothing {
  const { texts, canGoLive, canRecord, busy, recordings } = view;
  if (!canGoLive && !canRecord) return nothing;
  const isRecording = recordings?.some(({ state }) => state === 'recording') ?? false;
  const record = isRecording
    ? html`<button class="pill" part="button stop-button" type="button" ?disabled=${busy !== null} @click=${actions.stop}>
        <span class="square"></span>${texts.stopRecording}
      </button>`
    : html`<button class="pill" part="button record-button" type="button" ?disabled=${busy !== null} @click=${actions.start}>
        <span class="dot"></span>${busy === 'start' ? texts.starting : texts.record}
      </button>`;
  return html`<div class="toolbar" part="toolbar">
    ${canRecord && recordings !== null ? record : nothing}
    ${
      canGoLive
        ? html`<button class="pill" part="button live-button" type="button" @click=${() => actions.select(null)}>
            ${texts.backToLive}
          </button>`
        : nothing
    }
  </div>`;
}

function waiting({ texts, error }: ListView): TemplateResult | typeof nothing {
  return error === null ? html`<p class="quiet">${texts.loading} …</p>` : nothing;
}

function emptyNote({ texts }: ListView): TemplateResult {
  const { title, advice } = texts.empty;
  return html`<div class="note" part="empty"><p class="title">${title}</p><p>${advice}</p></div>`;
}

function failureNote(texts: ListTexts, error: PlayerError, retry?: () => void): TemplateResult {
  const errors: Partial<Record<string, ErrorText>> = texts.errors;
  const { title, advice } = errors[error.code] ?? texts.errors.other;
  return html`<div class="note" part="error" role="alert">
    <p class="title" part="message">${title}</p>
    <p>${advice} <code part="error-code">${error.code}</code></p>
    ${
      retry === undefined
        ? nothing
        : html`<button class="pill" part="button retry-button" type="button" @click=${retry}>${texts.retry}</button>`
    }
  </div>`;
}

function days(view: ListView, actions: ListActions): TemplateResult {
  const { texts, quantities, hasOlder, isLoadingMore, nowMs } = view;
  const groups = groupByDay(view.recordings ?? [], quantities.locale, nowMs);
  return html`${groups.map(
    ({ label, recordings }) => html`<h3 class="day" part="day">${label}</h3>
      <ul class="rows">
        ${repeat(
          recordings,
          ({ id }) => id,
          (recording) => recordingRow(recording, view, actions),
        )}
      </ul>`,
  )}
  ${
    hasOlder
      ? html`<button class="pill more" part="button more-button" type="button" ?disabled=${isLoadingMore} @click=${actions.more}>
          ${texts.more}
        </button>`
      : nothing
  }`;
}
