/** The page that is photographed: shows one scene at a time, as `shoot.ts` asks. */
import type { LiveCamera } from '../../packages/player/src/live-camera.js';
import { removeCameras } from '../../packages/player/src/testing/camera-fixture.js';
import { listScenes } from '../../packages/player/src/testing/list-scenes.js';
import { scenes } from '../../packages/player/src/testing/scenes.js';
import type { PlayerTexts } from '../../packages/player/src/texts/texts.js';
import { arabic } from './arabic.js';

/** `ownTexts`: the page says everything in Arabic. */
type Wish = { name: string; attributes: Record<string, string>; ownTexts?: boolean };

declare global {
  var sceneNames: string[];
  var showScene: (wish: Wish) => Promise<void>;
}

const faces = [...scenes, ...listScenes];
globalThis.sceneNames = faces.map(({ name }) => name);

/** Sentences of the page's own, before a scene has anything said. */
let texts: PlayerTexts | null = null;
new MutationObserver(() => {
  for (const camera of document.querySelectorAll<LiveCamera>('test-camera')) camera.texts = texts;
}).observe(document.body, { childList: true });

/** Resolves when the scene is drawn. */
globalThis.showScene = async ({ name, attributes, ownTexts = false }) => {
  texts = ownTexts ? arabic : null;
  removeCameras();
  document.querySelector('test-recordings')?.remove();
  const element = await faces.find((face) => face.name === name)!.arrange(attributes);
  await element.updateComplete;
  await document.fonts.ready;
};
