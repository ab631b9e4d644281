/** What a scene is, and the camera that is in all of them. */
import type { TestCamera } from './camera-fixture.js';
import { drawGarden, gardenSize } from './garden-picture.js';

export type Attributes = Record<string, string>;

/** One face of the element. */
export type Scene = { name: string; arrange: (attributes: Attributes) => Promise<TestCamera> };

export const label = { label: 'Bird box' };
export const watching = { ...label, controls: '', autoplay: '' };

export function showGarden({ transportFake }: TestCamera): void {
  transportFake.hasAudio = true;
  transportFake.size = gardenSize;
  transportFake.draw = drawGarden;
}
