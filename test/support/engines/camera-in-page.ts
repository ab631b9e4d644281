/**
 * `<rpi-live-camera>` in the page of an engine: puts it in, reads what anybody outside can see of it, and waits. Knows
 * attributes, properties, events and parts, nothing of the inside but the `<video>` and its pictures.
 */
import { until } from '../deadline.js';
import type { Engine } from './engine.js';

export type CameraFacts = {
  state: string;
  transport: string | null;
  latency: number | null;
  sessionId: string | null;
  errorCode: string | null;
  /** What a person reads where the picture is not. */
  message: string;
  /** Pictures that the browser has presented, by `requestVideoFrameCallback`. */
  frameCount: number;
  currentTime: number;
  isMuted: boolean;
  /** Of the inner video. */
  isPaused: boolean;
  /** Names of its events so far; `statechange` with the state behind it. */
  events: string[];
};

type CameraElement = HTMLElement & {
  state: string;
  transport: string | null;
  latency: number | null;
  session: { id: string } | null;
  error: { code: string } | null;
  muted: boolean;
  updateComplete: Promise<unknown>;
  seen: { frameCount: number; events: string[] };
};

/** `null`: without this one. */
export type Attributes = Record<string, string | null>;

/** To be called in the page. */
async function insertElement({ id, attributes }: { id: string; attributes: Attributes }): Promise<void> {
  const camera = document.createElement('rpi-live-camera') as CameraElement;
  camera.id = id;
  for (const [name, value] of Object.entries(attributes))
    if (value !== null) camera.setAttribute(name, value);
  camera.seen = { frameCount: 0, events: [] };
  const { seen } = camera;
  for (const type of ['sessionstart', 'sessionend', 'transportchange', 'autoplayblocked', 'reconnected'])
    camera.addEventListener(type, () => seen.events.push(type));
  camera.addEventListener('statechange', () => seen.events.push(`statechange ${camera.state}`));
  document.querySelector('main')!.append(camera);
  await customElements.whenDefined('rpi-live-camera');
  await camera.updateComplete;
  const video = camera.shadowRoot!.querySelector('video')!;
  // What begins a source anew: no move may do so.
  video.addEventListener('emptied', () => seen.events.push('emptied'));
  const count = () => {
    seen.frameCount += 1;
    video.requestVideoFrameCallback(count);
  };
  video.requestVideoFrameCallback(count);
}

/** To be called in the page. */
function readElement(id: string): CameraFacts {
  const camera = document.getElementById(id) as CameraElement;
  const video = camera.shadowRoot!.querySelector('video')!;
  return {
    state: camera.state,
    transport: camera.transport,
    latency: camera.latency,
    sessionId: camera.session?.id ?? null,
    errorCode: camera.error?.code ?? null,
    message: camera.shadowRoot!.querySelector('[part~="message"]')?.textContent?.trim() ?? '',
    frameCount: camera.seen.frameCount,
    currentTime: video.currentTime,
    isMuted: camera.muted,
    isPaused: video.paused,
    events: camera.seen.events,
  };
}

export type CameraInPage = {
  facts(): Promise<CameraFacts>;
  /** Waits until `accepts` says yes, and fails with the facts that it said no to. */
  until(accepts: (facts: CameraFacts) => boolean, what: string, withinMs?: number): Promise<CameraFacts>;
  untilState(state: string, withinMs?: number): Promise<CameraFacts>;
  /** It says that it plays, and from now on pictures have been presented and time has gone by in them. */
  untilMoving(withinMs?: number): Promise<CameraFacts>;
};

const defaultWithinMs = 20_000;
const movingFrames = 10;
const movingSeconds = 0.25;

export function cameraInPage(engine: Engine, id: string): CameraInPage {
  const facts = () => engine.evaluate(readElement, id);
  const untilFacts: CameraInPage['until'] = async (accepts, what, withinMs = defaultWithinMs) => {
    let last: CameraFacts | undefined;
    return until(
      async () => {
        last = await facts();
        return accepts(last) ? last : undefined;
      },
      { what: `${what} in ${engine.name}`, withinMs },
    ).catch((error: Error) => {
      throw new Error(`${error.message}; last seen: ${JSON.stringify(last)}`);
    });
  };
  return {
    facts,
    until: untilFacts,
    untilState: (state, withinMs) =>
      untilFacts((now) => now.state === state, `the element to be ${state}`, withinMs),
    async untilMoving(withinMs) {
      const first = await untilFacts(({ state }) => state === 'playing', 'the first picture', withinMs);
      const hasMoved = ({ state, frameCount, currentTime }: CameraFacts) =>
        state === 'playing' &&
        frameCount >= first.frameCount + movingFrames &&
        Math.abs(currentTime - first.currentTime) >= movingSeconds;
      return untilFacts(hasMoved, 'the picture to move', withinMs);
    },
  };
}

/** Puts a camera into `<main>` of the page. */
export async function insertCamera(
  engine: Engine,
  attributes: Attributes,
  id = 'camera',
): Promise<CameraInPage> {
  await engine.evaluate(insertElement, { id, attributes });
  return cameraInPage(engine, id);
}

export async function removeCamera(engine: Engine, id = 'camera'): Promise<void> {
  await engine.evaluate((wanted) => document.getElementById(wanted)?.remove(), id);
}
