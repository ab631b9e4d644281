/** What all tests of one engine share: the browser, a gateway with its camera, and a page of another origin. */
import { connectAsync } from 'mqtt';
import { until } from '../deadline.js';
import { cameraStateOf } from '../gateway-client.js';
import type { MosquittoCamera } from '../mosquitto-camera.js';
import { cameraId, type Scene, startScene } from '../scene.js';
import { startStaticSite } from '../static-site.js';
import { type Attributes, type CameraInPage, cameraInPage, insertCamera } from './camera-in-page.js';
import type { Engine, EngineName } from './engine.js';
import { launchEngine } from './launch-engine.js';
import { openAll } from './opened-parts.js';

export type EngineStage = {
  engine: Engine;
  scene: Scene;
  camera: MosquittoCamera;
  /** A fresh page that has the player and no camera yet. */
  openPage(): Promise<void>;
  /** The same from a host on which nobody has clicked yet: Chromium remembers gestures from page to page of a site. */
  openUntouched(): Promise<void>;
  /** A fresh page with one camera of the gateway in it. */
  open(attributes?: Attributes): Promise<CameraInPage>;
  /** One more camera in the page that is open. */
  insert(attributes?: Attributes, id?: string): Promise<CameraInPage>;
  /** One that was inserted under this id. */
  cameraNamed(id: string): CameraInPage;
  viewerCount(): Promise<number>;
  /** Waits until the gateway counts no session of the camera. */
  untilNobodyWatches(withinMs?: number): Promise<void>;
  close(): Promise<void>;
};

/** A camera that the gateway knows to be away. */
export const awayCameraId = 'garage';

/** As in most tags; tests change what they are about. */
const usualAttributes: Attributes = { autoplay: '', muted: '', 'disconnect-delay': '0.2' };

/** The player comes from the gateway, the page from elsewhere; `main` and `aside` are places to move between. */
const pageSource = (gatewayUrl: string) => `<!doctype html><html lang="en"><meta charset="utf-8">
<link rel="icon" href="data:,"><title>A site with cameras</title>
<style>rpi-live-camera { display: inline-block; width: 320px }</style>
<script type="module" src="${gatewayUrl}/player.js"></script><main></main><aside></aside></html>`;

async function sayOffline(brokerUrl: string): Promise<void> {
  const client = await connectAsync(brokerUrl, { protocolVersion: 4 });
  const status = { v: 1, state: 'offline', connectionId: '1' };
  await client.publishAsync(`cameras/${awayCameraId}/status`, JSON.stringify(status), {
    qos: 1,
    retain: true,
  });
  await client.endAsync();
}

export function openStage(name: EngineName): Promise<EngineStage> {
  return openAll(async (parts) => {
    const settings: Record<string, unknown> = {
      cameras: [{ id: cameraId }, { id: awayCameraId }],
      ingest: { timeoutMs: 1000 },
    };
    const scene = parts.add(await startScene(settings));
    const engine = parts.add(await launchEngine(name));
    await sayOffline(scene.mosquitto.url);
    const camera = await scene.startCamera({ sound: 'tone' });
    const site = parts.add(await startStaticSite({ '/': pageSource(scene.gateway.url) }));
    const insert: EngineStage['insert'] = (attributes = {}, id) =>
      insertCamera(
        engine,
        { gateway: scene.gateway.url, camera: cameraId, ...usualAttributes, ...attributes },
        id,
      );
    const openPage = () => engine.goto(site.url);
    const viewerCount = async () => (await cameraStateOf(scene.gateway.url, cameraId)).viewers;
    return {
      engine,
      scene,
      camera,
      openPage,
      openUntouched: () => engine.goto(site.url.replace('127.0.0.1', 'localhost')),
      insert,
      cameraNamed: (id) => cameraInPage(engine, id),
      async open(attributes) {
        await openPage();
        return insert(attributes);
      },
      viewerCount,
      untilNobodyWatches: async (withinMs = 5000) =>
        void (await until(async () => (await viewerCount()) === 0, {
          what: 'the end of every session at the gateway',
          withinMs,
        })),
      close: () => parts.close(),
    };
  });
}
