/** The faces with a line of time: a recording, and the last minutes of a live stream. */
import { mountCamera, part, type TestCamera, until, untilState } from './camera-fixture.js';
import { type Attributes, type Scene, showGarden, watching } from './scene.js';

const hourMs = Date.UTC(2026, 10, 20, 11);

/** A recording in its middle, of which some is loaded; five minutes of the hour are missing. */
async function recorded(given: Attributes): Promise<TestCamera> {
  const camera = await mountCamera({ ...watching, recording: 'recording-1', ...given }, (made) => {
    showGarden(made);
    made.transportFake.spans = [
      { startSeconds: 0, durationSeconds: 1200, startAtMs: hourMs },
      { startSeconds: 1200, durationSeconds: 2100, startAtMs: hourMs + 1_500_000 },
    ];
  });
  await untilState(camera, 'playing');
  await until(() => part(camera, '[role="slider"]') !== null, 'the line of time is loaded');
  showMoment(camera, 2100);
  return camera;
}

/** A live stream of which the last ten minutes can be watched again. */
async function shiftable(given: Attributes): Promise<TestCamera> {
  const camera = await mountCamera({ ...watching, ...given }, (made) => {
    showGarden(made);
    made.gatewayFake.timeShiftMs = 600_000;
    made.transportFake.spans = [{ startSeconds: 2700, durationSeconds: 600, startAtMs: hourMs + 3_000_000 }];
  });
  await untilState(camera, 'playing');
  await until(() => part(camera, '[role="slider"]') !== null, 'the line of time is loaded');
  return camera;
}

/** A canvas has no positions: the video says that it is there, and that some is loaded around it. */
function showMoment(camera: TestCamera, seconds: number): void {
  const buffered = { length: 1, start: () => seconds - 20, end: () => seconds + 60 };
  const video = part(camera, 'video')!;
  Object.defineProperties(video, {
    currentTime: { configurable: true, value: seconds, writable: true },
    buffered: { configurable: true, value: buffered },
  });
  video.dispatchEvent(new Event('timeupdate'));
}

export const timelineScenes: readonly Scene[] = [
  { name: 'recording', arrange: recorded },
  {
    name: 'recording-clip',
    async arrange(given) {
      const camera = await recorded({ 'share-links': '', ...given });
      part(camera, '[part~="clip-button"]')!.click();
      showMoment(camera, 2900);
      return camera;
    },
  },
  {
    name: 'recording-strip',
    async arrange(given) {
      const camera = await recorded({ 'share-links': '', ...given });
      part(camera, '[part~="more-button"]')!.click();
      await camera.updateComplete;
      return camera;
    },
  },
  {
    name: 'recording-paused',
    async arrange(given) {
      const camera = await recorded(given);
      camera.pause();
      await camera.updateComplete;
      return camera;
    },
  },
  { name: 'time-shift-live', arrange: shiftable },
  {
    name: 'time-shift-behind',
    async arrange(given) {
      const camera = await shiftable(given);
      camera.seekTo(new Date(camera.clock.nowMs() - 200_000));
      await untilState(camera, 'playing');
      showMoment(camera, 3100);
      return camera;
    },
  },
];
