// The list "What just happened": every event of the element in plain words, newest first.

/** Older entries are dropped. */
const maxEntries = 80;

const stateSentences = {
  idle: 'Nobody watches on this page',
  starting: 'The page asks the gateway for the camera',
  connecting: 'The stream is ready, the player connects',
  buffering: 'The first pictures arrive',
  playing: 'Live',
  paused: 'Paused',
  reconnecting: 'The picture stopped, the player connects again',
  offline: 'The camera is offline',
  failed: 'It did not work',
};

const phaseSentences = {
  waking: 'START sent over MQTT: the camera wakes',
  receiving: 'The camera’s video reaches the gateway',
  buffering: 'The gateway packages the first part',
};

/** One sentence per event, or undefined for what is not worth a line. */
const sentences = {
  statechange: (_event, camera) => stateSentences[camera.state],
  progress: ({ detail }) => phaseSentences[detail?.phase],
  sessionstart: () => 'Session opened: this page holds a claim on the camera',
  sessionend: () => 'Session ended: the claim is given back',
  transportchange: (_event, camera) => camera.transport && `Receiving by ${camera.transport}`,
  autoplayblocked: () => 'The browser wants a click before it plays',
  reconnected: () => 'The picture is back',
  error: (_event, camera) => camera.error && `Error: ${camera.error.message ?? camera.error.code}`,
};
const troubled = new Set(['error', 'autoplayblocked']);

/** Writes a line into `list` for every event of `camera` until the page is left. Times count from the last start. */
export function keepTimeline({ camera, list }) {
  let startedAtMs = performance.now();
  let lastSentence = '';

  function add(sentence, isTrouble) {
    if (!sentence || sentence === lastSentence) return;
    lastSentence = sentence;
    const entry = document.createElement('li');
    const time = document.createElement('time');
    time.textContent = `+${((performance.now() - startedAtMs) / 1000).toFixed(2)} s`;
    const text = document.createElement('span');
    text.textContent = sentence;
    text.className = isTrouble ? 'trouble' : '';
    entry.append(time, text);
    list.prepend(entry);
    while (list.children.length > maxEntries) list.lastElementChild.remove();
  }

  for (const [type, sentenceFor] of Object.entries(sentences)) {
    camera.addEventListener(type, (event) => {
      if (type === 'statechange' && camera.state === 'starting') startedAtMs = performance.now();
      add(sentenceFor(event, camera), troubled.has(type));
    });
  }
}
