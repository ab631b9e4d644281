// The panel "The camera": what the gateway says of it. Asks gently, and never while the page is hidden: asking for the
// state wakes nothing.
import { createHealthView } from './camera-health.js';
import { durationText } from './health-texts.js';

const pollMs = 2000;
const clockMs = 500;

/** What a camera state looks like to a person. */
const moods = {
  unknown: {
    mood: 'asleep',
    title: 'Not heard of yet',
    text: 'The camera has not spoken. It may be started all the same.',
  },
  idle: {
    mood: 'asleep',
    title: 'Asleep',
    text: 'Nobody watches, so the camera captures and sends nothing.',
  },
  starting: {
    mood: 'waking',
    title: 'Waking up',
    text: 'It was told to start and is about to send its first picture.',
  },
  streaming: {
    mood: 'awake',
    title: 'Awake and live',
    text: 'It streams once for all viewers, for as long as somebody watches.',
  },
  stopping: { mood: 'waking', title: 'Falling asleep', text: 'It was told to stop.' },
  error: {
    mood: 'trouble',
    title: 'In trouble',
    text: 'The camera reports an error. Below is what it says of it.',
  },
  offline: { mood: 'trouble', title: 'Offline', text: 'The camera has not been heard of for a while.' },
};
const leaving = {
  mood: 'waking',
  title: 'Still awake',
  text: 'The last viewer has left. The gateway waits a few seconds before it stops the camera.',
};
const unreachable = {
  mood: 'trouble',
  title: 'No answer',
  text: 'The gateway does not answer. Is it still running?',
};

/** Keeps `panel` true until the page is left. */
export function showCamera({ camera, panel }) {
  const field = (id) => panel.querySelector(`#${id}`);
  const renderHealth = createHealthView(field('health'));
  let resource;
  let isAsking = false;

  function render() {
    const state = resource?.state;
    const isLeaving = state === 'streaming' && resource.viewers === 0;
    const { mood, title, text } = (isLeaving ? leaving : moods[state]) ?? unreachable;
    field('lamp').dataset.mood = mood;
    setText('mood', title);
    setText('explanation', text);
    setText('viewers', resource ? String(resource.viewers) : '–');
    setText('since', resource ? durationText(Date.now() - Date.parse(resource.since)) : '–');
    setText('latency', Number.isFinite(camera.latency) ? `${camera.latency.toFixed(1)} s` : '–');
    setText('transport', camera.transport || '–');
    renderHealth(resource?.status);
  }

  /** Written only when it changes, so that a screen reader is not told the same twice. */
  function setText(id, text) {
    if (field(id).textContent !== text) field(id).textContent = text;
  }

  async function ask() {
    if (document.hidden || isAsking) return;
    isAsking = true;
    try {
      const response = await fetch(`/api/v1/cameras/${camera.getAttribute('camera')}`, {
        signal: AbortSignal.timeout(pollMs * 2),
      });
      resource = response.ok ? await response.json() : undefined;
    } catch {
      resource = undefined;
    }
    isAsking = false;
    render();
  }

  setInterval(ask, pollMs);
  setInterval(() => document.hidden || !resource || render(), clockMs);
  document.addEventListener('visibilitychange', ask);
  camera.addEventListener('statechange', ask);
  void ask();
}
