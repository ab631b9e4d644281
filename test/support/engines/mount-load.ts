/** Cameras that come and go in a page, and what the page remembers of them. Used by the leak suite. */

import type { Attributes } from './camera-in-page.js';
import type { Engine } from './engine.js';

/** How far a camera has come when it is taken out again, in turn. */
const phases = ['', 'sessionstart', 'transportchange', 'playing'] as const;
/** At a time: a browser opens six connections to a host over HTTP/1.1. */
const batchSize = 4;

type LeakPage = typeof globalThis & { mounted?: WeakRef<Element>[] };

/** To be called in the page: mounts so many cameras, some at a time, and takes each out in another phase of its start. */
async function mountAndRemove({
  count,
  attributes,
  phaseNames,
  size,
}: {
  count: number;
  attributes: Attributes;
  phaseNames: readonly string[];
  size: number;
}): Promise<void> {
  const page = globalThis as LeakPage;
  page.mounted ??= [];
  const mountOne = async (phase: string): Promise<void> => {
    const camera = document.createElement('rpi-live-camera');
    for (const [name, value] of Object.entries(attributes)) camera.setAttribute(name, value ?? '');
    page.mounted!.push(new WeakRef(camera));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const reached = new Promise<void>((resolve, reject) => {
      if (phase === '') return resolve();
      camera.addEventListener(phase, () => resolve(), { once: true });
      timer = setTimeout(() => reject(new Error(`no ${phase} within 20 s`)), 20_000);
    });
    document.querySelector('main')!.append(camera);
    await reached;
    // It would hold the camera for as long as it runs.
    clearTimeout(timer);
    const video = camera.shadowRoot?.querySelector('video');
    if (video) page.mounted!.push(new WeakRef(video));
    camera.remove();
  };
  for (let first = 0; first < count; first += size) {
    const batch = Array.from({ length: Math.min(size, count - first) }, (_none, index) => first + index);
    await Promise.all(batch.map((index) => mountOne(phaseNames[index % phaseNames.length]!)));
  }
}

export async function mountCameras(engine: Engine, count: number, attributes: Attributes): Promise<void> {
  await engine.evaluate(mountAndRemove, { count, attributes, phaseNames: phases, size: batchSize });
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
