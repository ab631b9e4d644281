/** Cameras that come and go in a page, and what the page remembers of them. Used by the leak suite. */

import type { Attributes } from './camera-in-page.js';
import type { Engine } from './engine.js';

/** How a camera begins, and how far it has come when it is taken out again: right after it was drawn, at a renewed poster, at an event. */
type Course = {
  begin: 'by itself' | 'by a click' | 'never';
  until: 'drawn' | 'poster' | 'sessionstart' | 'transportchange' | 'playing';
};

/** In turn. There is a poster once one of them has played. */
const courses: readonly Course[] = [
  { begin: 'by itself', until: 'playing' },
  { begin: 'by itself', until: 'drawn' },
  { begin: 'by a click', until: 'sessionstart' },
  { begin: 'never', until: 'drawn' },
  { begin: 'by itself', until: 'transportchange' },
  { begin: 'never', until: 'poster' },
  { begin: 'by a click', until: 'playing' },
  { begin: 'by itself', until: 'sessionstart' },
];
/** At a time: a browser opens six connections to a host over HTTP/1.1. */
const batchSize = 4;

type LeakPage = typeof globalThis & { mounted?: WeakRef<Element>[] };
type CameraElement = HTMLElement & { updateComplete?: Promise<unknown> };

/** To be called in the page: mounts so many cameras, some at a time, and takes each out at the end of its course. */
async function mountAndRemove({
  count,
  attributes,
  turns,
  size,
}: {
  count: number;
  attributes: Attributes;
  turns: readonly Course[];
  size: number;
}): Promise<void> {
  const page = globalThis as LeakPage;
  page.mounted ??= [];
  const mountOne = async ({ begin, until }: Course): Promise<void> => {
    const camera: CameraElement = document.createElement('rpi-live-camera');
    for (const [name, value] of Object.entries(attributes)) camera.setAttribute(name, value ?? '');
    camera.toggleAttribute('autoplay', begin === 'by itself');
    // With a token the poster is renewed at once; a gateway without tokens takes no notice of it.
    if (until === 'poster') camera.setAttribute('token', 'none');
    page.mounted!.push(new WeakRef(camera));
    let timer: ReturnType<typeof setTimeout> | undefined;
    let looking: ReturnType<typeof setInterval> | undefined;
    const reached = new Promise<void>((resolve, reject) => {
      if (until === 'drawn') return resolve();
      camera.addEventListener(until, () => resolve(), { once: true });
      // No event tells of it.
      const isRenewed = () => camera.shadowRoot?.querySelector('.poster img[src^="blob:"]');
      if (until === 'poster') looking = setInterval(() => isRenewed() && resolve(), 20);
      timer = setTimeout(() => reject(new Error(`no ${until} within 20 s`)), 20_000);
    });
    document.querySelector('main')!.append(camera);
    await camera.updateComplete;
    if (begin === 'by a click') camera.shadowRoot!.querySelector<HTMLElement>('.big-play')!.click();
    await reached;
    // It would hold the camera for as long as it runs.
    clearTimeout(timer);
    clearInterval(looking);
    const video = camera.shadowRoot?.querySelector('video');
    if (video) page.mounted!.push(new WeakRef(video));
    camera.remove();
  };
  for (let first = 0; first < count; first += size) {
    const batch = Array.from({ length: Math.min(size, count - first) }, (_none, index) => first + index);
    await Promise.all(batch.map((index) => mountOne(turns[index % turns.length]!)));
  }
}

export async function mountCameras(engine: Engine, count: number, attributes: Attributes): Promise<void> {
  await engine.evaluate(mountAndRemove, { count, attributes, turns: courses, size: batchSize });
}

/** How many of the elements and videos that were mounted so far have not been collected. */
export function mountedCount(engine: Engine): Promise<number> {
  return engine.evaluate(
    () => (globalThis as LeakPage).mounted?.filter((mounted) => mounted.deref() !== undefined).length ?? 0,
  );
}

/** To be called in the page: moves the camera to and fro, with each way to move that there is, at the page's own pace. */
async function moveToAndFro(count: number): Promise<void> {
  type Place = HTMLElement & { moveBefore?(node: Node, child: Node | null): void };
  const places = ['main', 'aside'].map((name) => document.querySelector<Place>(name)!);
  const camera = document.querySelector('#camera')!;
  for (let move = 0; move < count; move += 1) {
    const place = places[(move + 1) % places.length]!;
    if (move % 4 < 2 && place.moveBefore) place.moveBefore(camera, null);
    else place.append(camera);
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

export async function moveCamera(engine: Engine, count: number): Promise<void> {
  await engine.evaluate(moveToAndFro, count);
}
