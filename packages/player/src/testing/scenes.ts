/**
 * Every face that the element has, each reached as it is reached in life, with the gateway, the clock and the transport of
 * the tests. For those who look at all of them: the accessibility test and the screenshots.
 */
import type { ProblemCode } from '@rpi-live-camera/protocol/http';
import { mountCamera, part, press, record, type TestCamera, until, untilState } from './camera-fixture.js';
import type { StartAnswer } from './fake-gateway.js';
import { drawGarden, gardenSize } from './garden-picture.js';
import { type Attributes, label, type Scene, showGarden, watching } from './scene.js';
import { timelineScenes } from './timeline-scenes.js';

const poster = drawnPoster();

/** Answers a request for a session in this way, until the state has come. */
function answered(
  name: string,
  answer: StartAnswer,
  state: Parameters<typeof untilState>[1],
  attributes: Attributes = {},
): Scene {
  return {
    name,
    async arrange(given) {
      const camera = await mountCamera({ ...watching, ...attributes, ...given }, ({ gatewayFake }) => {
        gatewayFake.startAnswer = answer;
      });
      await untilState(camera, state);
      camera.clock.advance(4000);
      return camera;
    },
  };
}

function refused(code: ProblemCode, state: 'offline' | 'failed' = 'failed'): Scene {
  return answered(`${state}-${code}`, { kind: 'problem', code, retryAfterMs: 12_000 }, state);
}

/** Plays the garden, then goes on from there. */
function played(
  name: string,
  goOn: (camera: TestCamera) => Promise<void> | void = () => {},
  attributes: Attributes = {},
): Scene {
  return {
    name,
    async arrange(given) {
      const camera = await mountCamera({ ...watching, ...attributes, ...given }, showGarden);
      await untilState(camera, 'playing');
      await until(() => part(camera, '.bar') !== null, 'the controls are loaded');
      const { transportFake } = camera;
      transportFake.position = { ...transportFake.position, edgeLatencySeconds: 0.28 };
      camera.clock.advance(1000);
      await camera.updateComplete;
      await goOn(camera);
      await camera.updateComplete;
      return camera;
    },
  };
}

/** The video may play without sound only, or not at all, as in a browser that wants a touch first. */
function withoutGesture(name: string, allows: 'muted' | 'nothing', state: 'playing' | 'paused'): Scene {
  return {
    name,
    async arrange(given) {
      const camera = await mountCamera({ ...watching, ...given }, (made) => {
        showGarden(made);
        made.removeAttribute('muted');
        const { transportFake } = made;
        const attach = transportFake.attach.bind(transportFake);
        transportFake.attach = (options) => {
          const { video } = options;
          const play = video.play.bind(video);
          video.play = () =>
            allows === 'muted' && video.muted
              ? play()
              : Promise.reject(new DOMException('no gesture', 'NotAllowedError'));
          return attach(options);
        };
      });
      await untilState(camera, state);
      return camera;
    },
  };
}

export const scenes: readonly Scene[] = [
  { name: 'idle', arrange: (given) => mountCamera({ ...label, controls: '', ...given }) },
  {
    name: 'idle-poster',
    arrange: (given) => mountCamera({ ...label, controls: '', poster, ...given }),
  },
  answered('waking', { kind: 'silence' }, 'starting'),
  answered('waking-poster', { kind: 'silence' }, 'starting', { poster }),
  {
    name: 'local-network-asked',
    async arrange(given) {
      const local = { gateway: 'https://192.168.1.7' };
      const camera = await mountCamera({ ...watching, ...local, ...given }, ({ gatewayFake }) => {
        gatewayFake.startAnswer = { kind: 'silence' };
        gatewayFake.permission = 'prompt';
      });
      await untilState(camera, 'starting');
      const title = part(camera, '.title')!;
      const before = title.textContent;
      camera.clock.advance(1500);
      await until(() => title.textContent !== before, 'the viewer is told');
      return camera;
    },
  },
  answered('receiving', { kind: 'held', phases: ['waking', 'receiving'] }, 'starting'),
  answered('almost-live', { kind: 'held', phases: ['waking', 'receiving', 'buffering'] }, 'starting'),
  played('playing'),
  played('playing-quiet', (camera) => {
    camera.clock.advance(10_000);
  }),
  played('behind', (camera) => {
    const { position } = camera.transportFake;
    camera.transportFake.position = { ...position, behindSeconds: 2.5, edgeLatencySeconds: 2.78 };
    camera.clock.advance(1000);
  }),
  played('paused', (camera) => camera.pause()),
  played('buffering', (camera) => {
    camera.transportFake.freeze();
    part(camera, 'video')!.dispatchEvent(new Event('waiting'));
  }),
  played(
    'statistics',
    (camera) => {
      camera.clock.advance(1000);
    },
    { stats: '' },
  ),
  played('zoomed', (camera) => {
    for (const key of ['+', '+', 'ArrowRight']) press(camera, key);
  }),
  played('strip-open', (camera) => part(camera, '[part~="more-button"]')!.click()),
  played('picture-saved', async (camera) => {
    press(camera, 's');
    await until(() => part(camera, '.toast')!.textContent !== '', 'the note is shown');
  }),
  played('reconnecting', async (camera) => {
    camera.transportFake.isDark = true;
    camera.gatewayFake.startAnswer = { kind: 'unreachable' };
    camera.transportFake.fail({ code: 'stream_stalled', message: 'gone' });
    await untilState(camera, 'reconnecting');
    camera.clock.advance(12_000);
  }),
  played('reconnecting-why', async (camera) => {
    const attempts = record(camera, 'reconnecting');
    camera.gatewayFake.startAnswer = { kind: 'problem', code: 'camera_failed' };
    camera.transportFake.fail({ code: 'session_gone', message: 'gone' });
    await until(() => {
      camera.clock.advance(1000);
      return attempts.length > 2;
    }, 'it is said why');
  }),
  ...timelineScenes,
  withoutGesture('tap-to-unmute', 'muted', 'playing'),
  withoutGesture('tap-to-play', 'nothing', 'paused'),
  refused('camera_offline', 'offline'),
  refused('viewer_limit_reached'),
  refused('unauthorized'),
  refused('forbidden'),
  refused('camera_not_found'),
  refused('camera_timeout'),
  refused('camera_failed'),
  answered('failed-gateway_unreachable', { kind: 'unreachable' }, 'failed'),
  answered('failed-mixed_content', { kind: 'session' }, 'failed', { gateway: 'http://gateway.example' }),
  {
    name: 'failed-local_network_blocked',
    async arrange(given) {
      const local = { gateway: 'https://192.168.1.7' };
      const camera = await mountCamera({ ...watching, ...local, ...given }, ({ gatewayFake }) => {
        gatewayFake.startAnswer = { kind: 'unreachable' };
        gatewayFake.permission = 'denied';
      });
      await untilState(camera, 'failed');
      return camera;
    },
  },
];

/** The picture as the newest snapshot. */
function drawnPoster(): string {
  const canvas = Object.assign(document.createElement('canvas'), gardenSize);
  drawGarden(canvas.getContext('2d')!, 12);
  return canvas.toDataURL('image/jpeg');
}
