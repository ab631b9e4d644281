/** What stands before each table of the references of the elements: how it looks in a page. Type-checked as every block of the docs. */

const given = '<!-- given: declare const camera: import("@rpi-live-camera/player").LiveCamera; -->';
const givenList =
  '<!-- given: declare const list: import("@rpi-live-camera/player/recordings").LiveCameraRecordings; -->';
const block = (language: string, code: string) => `\`\`\`${language}\n${code.trim()}\n\`\`\``;
const script = (code: string, declared = given) => `${declared}\n${block('js', code)}`;

export const playerExamples = {
  attributes: block(
    'html',
    `<rpi-live-camera gateway="https://gateway.example" camera="front-door" label="Front door"
  autoplay muted controls loading="lazy" transport="fmp4 hls" hidden-delay="30"></rpi-live-camera>`,
  ),
  properties: script(`
camera.getToken = async () => (await fetch('/camera-token')).text();
camera.transport = 'webrtc hls';
console.log(camera.state, camera.latency, camera.currentDate);`),
  methods: script(`
await camera.start();
const picture = await camera.snapshot({ type: 'image/jpeg' });
document.querySelector('img')?.setAttribute('src', URL.createObjectURL(picture));
camera.seekTo(new Date(Date.now() - 60_000));
camera.stop();`),
  events: script(`
camera.addEventListener('statechange', ({ detail }) => console.log(detail.previous, '→', detail.state));
camera.addEventListener('snapshot', (event) => {
  event.preventDefault(); // no file is saved
  void fetch('/album', { method: 'POST', body: event.detail.blob });
});`),
  slots: block(
    'html',
    `<rpi-live-camera camera="front-door" controls>
  <img slot="poster" src="front-door.jpg" alt="">
  <p slot="offline">The bird box sleeps until sunrise.</p>
</rpi-live-camera>`,
  ),
  parts: block('css', 'rpi-live-camera::part(latency) { display: none; }'),
  cssProperties: block(
    'css',
    `rpi-live-camera {
  --media-accent-color: #e4572e;
  --media-font-family: Georgia, serif;
  --rpi-live-camera-border-radius: 12px;
}`,
  ),
  states: block('css', 'rpi-live-camera:state(offline) { opacity: 0.6; }'),
  errors: script(`
camera.addEventListener('error', ({ detail: error }) => {
  if (error.code === 'unauthorized') location.assign('/login');
  else console.warn(error.code, error.message, error.retryable);
});`),
};

export const recordingsExamples = {
  attributes: block(
    'html',
    `<script type="module" src="https://gateway.example/player.js"></script>
<script type="module" src="https://gateway.example/recordings.js"></script>

<rpi-live-camera id="door" gateway="https://gateway.example" camera="front-door" controls></rpi-live-camera>
<rpi-live-camera-recordings for="door" deletable></rpi-live-camera-recordings>`,
  ),
  properties: script(
    `
list.getToken = async () => (await fetch('/camera-token')).text();
console.log(list.recordings.length, list.selected);`,
    givenList,
  ),
  methods: script('await list.refresh();', givenList),
  events: script(
    `
list.addEventListener('recordingselect', (event) => {
  event.preventDefault(); // the player of \`for\` is left alone
  const { recording } = event.detail;
  console.log(recording === null ? 'live' : recording.startedAt);
});`,
    givenList,
  ),
  parts: block('css', 'rpi-live-camera-recordings::part(day) { text-transform: uppercase; }'),
  errors: script(
    `
list.addEventListener('error', ({ detail: error }) => {
  if (error.code === 'unauthorized') location.assign('/login');
});`,
    givenList,
  ),
};
