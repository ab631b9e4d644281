/** The page that is photographed: shows one scene at a time, as `shoot.ts` asks. */
import { removeCameras } from '../../packages/player/src/testing/camera-fixture.js';
import { listScenes } from '../../packages/player/src/testing/list-scenes.js';
import { scenes } from '../../packages/player/src/testing/scenes.js';

type Wish = { name: string; attributes: Record<string, string> };

declare global {
  var sceneNames: string[];
  var showScene: (wish: Wish) => Promise<void>;
}

const faces = [...scenes, ...listScenes];
globalThis.sceneNames = faces.map(({ name }) => name);

/** Resolves when the scene is drawn. */
globalThis.showScene = async ({ name, attributes }) => {
  removeCameras();
  document.querySelector('test-recordings')?.remove();
  const element = await faces.find((face) => face.name === name)!.arrange(attributes);
  await element.updateComplete;
  await document.fonts.ready;
};
