/** From the request to the first picture: what is happening, how far it has come, how long it has taken. */
import type { StartPhase } from '@rpi-live-camera/protocol';
import { startPhases } from '@rpi-live-camera/protocol/http';
import { html, type TemplateResult } from 'lit';
import { icon } from './icons.js';
import type { PlayerView } from './player-view.js';

function step(phase: StartPhase, current: StartPhase, name: string): TemplateResult {
  const distance = startPhases.indexOf(phase) - startPhases.indexOf(current);
  const progress = distance < 0 ? 'done' : distance === 0 ? 'now' : 'next';
  return html`<li class="step" data-progress=${progress} aria-current=${distance === 0 ? 'step' : 'false'}>
    <span class="step-bar"></span><span class="step-name">${name}</span>
  </li>`;
}

/** The calm waking screen. Elapsed seconds are hidden from assistive technology, which would read each of them. */
export function wakingScreen({ state, texts, quantities, elapsedSeconds }: PlayerView): TemplateResult {
  const { phase } = state;
  return html`<slot name="loading">
    <div class="screen waking" part="loading">
      <div class="ring" part="spinner">
        <svg viewBox="0 0 64 64" aria-hidden="true">
          <circle class="ring-track" cx="32" cy="32" r="29" />
          <circle class="ring-arc" cx="32" cy="32" r="29" pathLength="100" />
        </svg>
        ${icon('camera')}
      </div>
      <p class="title">
        ${state.isViewerAsked ? texts.allowLocalNetwork : texts.phaseTitles[phase]}
        <span class="elapsed" aria-hidden="true">${quantities.duration(elapsedSeconds)}</span>
      </p>
      <ol class="steps" part="progress">
        ${startPhases.map((name) => step(name, phase, texts.phaseNames[name]))}
      </ol>
    </div>
  </slot>`;
}
