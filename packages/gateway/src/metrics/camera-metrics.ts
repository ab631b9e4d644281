/** What is so of each configured camera now, for Prometheus; read at each scrape. */
import type { CameraStatus } from '@rpi-live-camera/protocol';
import { registerCameraHealth } from './camera-health-metrics.js';
import { gaugeAtScrape, type MetricHome, type MetricText } from './metric-home.js';

/** One configured camera in figures. */
export type CameraFigures = {
  cameraId: string;
  /** As the API tells it. */
  state: string;
  viewerCount: number;
  isLive: boolean;
  /** How many of the viewers look at moving JPEG pictures; a decoder runs while there are any. */
  pictureViewerCount: number;
  /** Media kept in memory for viewers. */
  heldBytes: number;
  /** Requests that wait for a part to be ready. */
  waiterCount: number;
  /** What it last said of itself; undefined for a camera that has not spoken or cannot be reached. */
  status: CameraStatus | undefined;
};

export const cameraStates = [
  'unknown',
  'idle',
  'starting',
  'streaming',
  'stopping',
  'error',
  'offline',
] as const;

const figures: readonly { name: string; help: string; read(camera: CameraFigures): number }[] = [
  {
    name: 'camera_viewers',
    help: 'Viewers that hold a camera, waiting ones included',
    read: ({ viewerCount }) => viewerCount,
  },
  {
    name: 'camera_live',
    help: '1 while pictures of the camera come in',
    read: ({ isLive }) => (isLive ? 1 : 0),
  },
  {
    name: 'picture_viewers',
    help: 'Responses that show moving JPEG pictures of a camera',
    read: ({ pictureViewerCount }) => pictureViewerCount,
  },
  {
    name: 'picture_decoder_running',
    help: '1 while an ffmpeg is kept decoding pictures of a camera',
    read: ({ pictureViewerCount }) => (pictureViewerCount > 0 ? 1 : 0),
  },
  {
    name: 'stream_held_bytes',
    help: 'Media of a camera that is kept in memory for its viewers',
    read: ({ heldBytes }) => heldBytes,
  },
  {
    name: 'stream_waiting_requests',
    help: 'Requests that wait for the next part of a camera',
    read: ({ waiterCount }) => waiterCount,
  },
];

export function registerCameras(home: MetricHome, cameras: () => readonly CameraFigures[]): void {
  for (const { name, help, read } of figures) {
    const text: MetricText<'camera'> = { name, help, labelNames: ['camera'] };
    gaugeAtScrape(home, text, () =>
      cameras().map((camera) => [{ camera: camera.cameraId }, read(camera)] as const),
    );
  }
  gaugeAtScrape<'camera' | 'state'>(
    home,
    {
      name: 'camera_state',
      help: '1 for the state that a camera is in, 0 for the others',
      labelNames: ['camera', 'state'],
    },
    () =>
      cameras().flatMap(({ cameraId, state: current }) =>
        cameraStates.map((state) => [{ camera: cameraId, state }, state === current ? 1 : 0] as const),
      ),
  );
  registerCameraHealth({ ...home, cameras });
}
