// Every face that a visitor can meet, and how it is reached on the page "States": by the demo's own gateway where that can be
// done, else by one of its gateways in trouble, which answer as a real one does then.

const door = { camera: 'front-door' };
const watching = { autoplay: '', muted: '', controls: '' };
const quiet = { muted: '', controls: '' };
const inTrouble = (trouble) => `${location.origin}/demo/trouble/${trouble}`;
/** Each visit of a failing line has one of its own, which is good at first. */
const newLine = (trouble) => () => ({
  gateway: inTrouble(`${trouble}/${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}`),
});

function refused(code, title, when, can, state = 'failed') {
  const attributes = { gateway: inTrouble(`refusing/${code}`), ...door, ...watching };
  return { title, state, code, when, can, attributes };
}

/** Waits for one of the element's events, or for what they make true. */
function until(camera, types, isTrue) {
  return new Promise((resolve) => {
    const check = () => {
      if (!isTrue()) return;
      for (const type of types) camera.removeEventListener(type, check);
      resolve();
    };
    for (const type of types) camera.addEventListener(type, check);
    check();
  });
}

async function goBack(camera) {
  const past = () => camera.seekableDates[0];
  await until(camera, ['timeupdate'], () => past() && past().end - past().start > 8000);
  camera.seekTo(new Date(past().end - 6000));
}

/** A recording of a few seconds, where the camera has none yet. */
async function recordSome() {
  const recordings = '/api/v1/cameras/front-door/recordings';
  const list = await (await fetch(recordings)).json();
  if (list.recordings.length > 0) return;
  // Also for a person who leaves before.
  const end = () => navigator.sendBeacon(`${recordings}/stop`);
  addEventListener('pagehide', end);
  await fetch(recordings, { method: 'POST' });
  await new Promise((resolve) => setTimeout(resolve, 6000));
  await fetch(`${recordings}/stop`, { method: 'POST' });
  removeEventListener('pagehide', end);
}

/**
 * `state` and `code` are what the element says when it is reached. With `act` or `wakes` the camera is needed, so a person has
 * to ask for it. `renew` gives attributes that are new with every start, `prepare` runs before it, `act` when it plays;
 * `script` is what `act` amounts to on a page. `inFrame`: shown in a frame that may not play sound.
 */
export const faceGroups = [
  {
    title: 'Before the picture',
    lead: 'Nothing is asked of the camera until somebody wants to watch.',
    faces: [
      {
        title: 'Idle',
        state: 'idle',
        when: 'Without autoplay, and after stop(). The picture is the newest snapshot of the gateway.',
        can: 'Press the button.',
        attributes: { ...door, ...quiet },
      },
      {
        title: 'Waking',
        state: 'starting',
        when: 'While the camera wakes, sends its first pictures, and they are packed. This gateway rests in each phase.',
        can: 'Wait: the line shows how far it is.',
        attributes: { gateway: inTrouble('waking'), ...door, ...watching },
      },
    ],
  },
  {
    title: 'With a picture',
    lead: 'These wake the camera of the demo, one at a time: press Show it.',
    faces: [
      {
        title: 'Live',
        state: 'playing',
        when: 'The picture moves and is live.',
        can: 'Zoom, save a picture, look at the statistics.',
        attributes: { ...door, ...quiet },
        wakes: true,
      },
      {
        title: 'Behind live',
        state: 'playing',
        isBehind: true,
        when: 'Somebody looks at what has been, which the gateway keeps for a while; after some 10 seconds here.',
        can: 'Press the badge to be live again, or drag the line of time.',
        attributes: { ...door, ...quiet },
        script: 'camera.seekTo(new Date(Date.now() - 6000));',
        act: goBack,
      },
      {
        title: 'Paused',
        state: 'paused',
        when: 'By the viewer, or because nobody saw the page. After hidden-delay the camera is let go.',
        can: 'Play on.',
        attributes: { ...door, ...quiet },
        script: 'camera.pause();',
        act: (camera) => camera.pause(),
      },
      {
        title: 'Buffering',
        state: 'buffering',
        when: 'The line has become slow: no picture is left, and no new one has come. This line stands still now and then.',
        can: 'Wait; if it lasts, the player connects again.',
        attributes: { ...door, ...quiet, transport: 'hls' },
        renew: newLine('slow'),
        wakes: true,
      },
      {
        title: 'Reconnecting',
        state: 'reconnecting',
        when: 'The picture was lost. The last one stays, dimmed and with its age. This line breaks for 15 of every 22 seconds.',
        can: 'Nothing: it comes back by itself, or try at once.',
        attributes: { ...door, ...quiet, transport: 'hls' },
        renew: newLine('cut'),
        wakes: true,
      },
      {
        title: 'Tap to unmute',
        state: 'playing',
        isMuted: true,
        when: 'Autoplay with sound, where the browser allows none: here in a frame without allow="autoplay".',
        can: 'Tap: the sound comes.',
        attributes: { ...door, autoplay: '', controls: '' },
        inFrame: true,
        wakes: true,
      },
      {
        title: 'Tap to play',
        state: 'paused',
        when: 'The browser does not let it play at all, or the page does not want it muted: here it cancels autoplayblocked.',
        can: 'Tap: it plays, with sound.',
        attributes: { ...door, autoplay: '', controls: '' },
        script: "camera.addEventListener('autoplayblocked', (event) => event.preventDefault());",
        inFrame: true,
        wakes: true,
      },
      {
        title: 'A recording',
        state: 'playing',
        when: 'The attribute recording is set. The first time here, six seconds are recorded before.',
        can: 'Go anywhere in it, cut a clip, save it.',
        attributes: { ...door, recording: 'latest', ...quiet },
        prepare: recordSome,
        wakes: true,
      },
    ],
  },
  {
    title: 'When something is wrong',
    lead: 'Each says what happened and what to do, and wakes no camera.',
    faces: [
      refused(
        'camera_offline',
        'Camera offline',
        'The camera said goodbye, or was lost.',
        'Nothing: it is asked again calmly, or try now.',
        'offline',
      ),
      {
        title: 'Camera silent',
        state: 'failed',
        code: 'camera_timeout',
        when: 'The camera was told to start and sent nothing. Nobody answers for the shed: it takes 10 seconds.',
        can: 'Try again, once it has power and network.',
        attributes: { camera: 'shed', ...watching },
      },
      refused(
        'camera_failed',
        'Camera in trouble',
        'The camera answered that it could not start.',
        'Try again; whoever owns it finds more in its log.',
      ),
      refused(
        'viewer_limit_reached',
        'Viewer limit',
        'The camera has as many viewers as it may have.',
        'Wait: the player tries again when the gateway said, and counts down.',
      ),
      refused(
        'broker_unavailable',
        'No broker',
        'The gateway has lost the broker, by which it talks to cameras.',
        'Wait: the player tries again by itself.',
      ),
      refused('unauthorized', 'Sign in', 'The page gave no token, or an old one.', 'Sign in at the site.'),
      refused(
        'forbidden',
        'Not allowed',
        'The token is valid, but not for this camera.',
        'Ask the owner of the camera.',
      ),
      {
        title: 'Unknown camera',
        state: 'failed',
        code: 'camera_not_found',
        when: 'The gateway has no camera with this id.',
        can: 'Tell whoever made the page.',
        attributes: { camera: 'garden', ...watching },
      },
      {
        title: 'No camera chosen',
        state: 'failed',
        code: 'camera_missing',
        when: 'The attribute camera is missing or empty.',
        can: 'Tell whoever made the page.',
        attributes: { ...watching },
      },
      {
        title: 'Unknown recording',
        state: 'failed',
        code: 'recording_not_found',
        when: 'The recording was deleted, or never was.',
        can: 'Choose another one.',
        attributes: { ...door, recording: 'long-gone', ...watching },
      },
      {
        title: 'Gateway unreachable',
        state: 'failed',
        code: 'gateway_unreachable',
        when: 'Nobody answers at the address of the gateway, or the viewer is offline. Nothing listens at this one.',
        can: 'Look after the network and try again.',
        attributes: { gateway: `${location.protocol}//${location.hostname}:59999`, ...door, ...watching },
      },
      {
        title: 'No gateway there',
        state: 'failed',
        code: 'not_found',
        when: 'Something else answers at the address of the gateway.',
        can: 'Tell whoever made the page.',
        attributes: { gateway: `${location.origin}/demo`, ...door, ...watching },
      },
      {
        title: 'Strange answer',
        state: 'failed',
        code: 'answer_not_understood',
        when: 'What answers speaks another language, or another version of it.',
        can: 'Tell whoever made the page.',
        attributes: { gateway: inTrouble('babbling'), ...door, ...watching },
      },
    ],
  },
];
