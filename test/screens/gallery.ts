/** The page that is photographed: shows one scene at a time, as `shoot.ts` asks. */
import { removeCameras } from '../../packages/player/src/testing/camera-fixture.js';
import { type Scene, scenes } from '../../packages/player/src/testing/scenes.js';

type Wish = { name: string; attributes: Record<string, string> };

declare global {
  var sceneNames: string[];
  var showScene: (wish: Wish) => Promise<void>;
}

globalThis.sceneNames = scenes.map(({ name }) => name);

/** Resolves when the scene is drawn. */
globalThis.showScene = async ({ name, attributes }) => {
  removeCameras();
  const scene = scenes.find((one) => one.name === name) as Scene;
  const camera = await scene.arrange(attributes);
  await camera.updateComplete;
  await document.fonts.ready;
};
