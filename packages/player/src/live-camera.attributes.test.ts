import { assert } from 'chai';
import type { PropertyDeclaration, ReactiveElement } from 'lit';
import {
  mountCamera,
  part,
  playingCamera,
  removeCameras,
  until,
  untilState,
} from './testing/camera-fixture.js';
import { mountRecordings } from './testing/recordings-fixture.js';

const elements: [name: string, mount: () => Promise<ReactiveElement>][] = [
  ['<rpi-live-camera>', () => mountCamera({}, (camera) => camera.removeAttribute('muted'))],
  ['<rpi-live-camera-recordings>', () => mountRecordings()],
];

/** What an attribute of this kind says, other than its property from the start. */
const sampleOf = ({ type }: PropertyDeclaration) =>
  type === Boolean ? '' : type === Number ? '0.5' : 'other';

/** How pages and frameworks take back what they have set. */
const removals: [how: string, remove: (element: ReactiveElement, name: string, attribute: string) => void][] =
  [
    ['removed', (element, _, attribute) => element.removeAttribute(attribute)],
    ['set to undefined', (element, name) => Reflect.set(element, name, undefined)],
    ['set to null', (element, name) => Reflect.set(element, name, null)],
  ];

describe('attributes that go', () => {
  afterEach(() => {
    removeCameras();
    document.querySelector('test-recordings')?.remove();
  });

  for (const [tag, mount] of elements)
    it(`bring back what ${tag} was from the start`, async () => {
      const fresh = document.createElement(tag.includes('recordings') ? 'test-recordings' : 'test-camera');
      const element = await mount();
      const { elementProperties } = element.constructor as typeof ReactiveElement;
      const settings = [...elementProperties].filter(([, { state }]) => !state) as [
        string,
        PropertyDeclaration,
      ][];
      assert.isAbove(settings.length, 7);
      for (const [name, options] of settings) {
        const isAttribute = options.attribute !== false;
        const attribute = typeof options.attribute === 'string' ? options.attribute : name.toLowerCase();
        const initial: unknown = Reflect.get(fresh, name);
        for (const [how, remove] of removals) {
          if (isAttribute) element.setAttribute(attribute, sampleOf(options));
          else Reflect.set(element, name, () => 'a token');
          assert.notEqual(Reflect.get(element, name), initial, `${name} is set`);
          if (!isAttribute && how === 'removed') continue;
          remove(element, name, attribute);
          assert.equal(Reflect.get(element, name), initial, `${name} is ${how}`);
          await element.updateComplete;
        }
      }
    });

  for (const [how, remove] of removals) {
    it(`ask the page's own origin when gateway is ${how}`, async () => {
      const camera = await playingCamera();
      remove(camera, 'gateway', 'gateway');
      await until(() => camera.gatewayFake.startCount === 2, 'a session of the other gateway');
      const url = camera.gatewayFake.requests.findLast((one) => one.url.endsWith('/sessions'))?.url;
      assert.equal(url, `${location.origin}/api/v1/cameras/door/sessions`);
      await untilState(camera, 'playing');
    });

    it(`say that no camera is named when camera is ${how}`, async () => {
      const camera = await playingCamera();
      remove(camera, 'camera', 'camera');
      await untilState(camera, 'failed');
      assert.equal(camera.error?.code, 'camera_missing');
      assert.equal(camera.gatewayFake.startCount, 1);
    });

    it(`leave the controls whole when controlslist is ${how}`, async () => {
      const camera = await playingCamera({ controls: '', controlslist: 'nosnapshot' });
      assert.isNull(part(camera, '[part~="snapshot-button"]'));
      remove(camera, 'controlsList', 'controlslist');
      await camera.updateComplete;
      assert.isNotNull(part(camera, '[part~="snapshot-button"]'));
    });
  }

  it('leave no name and no picture behind', async () => {
    const camera = await mountCamera({
      label: 'Bird box',
      poster: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=',
      camera: '',
    });
    Object.assign(camera, { label: undefined, poster: undefined });
    await camera.updateComplete;
    assert.isNull(part(camera, '.name'));
    assert.isNull(part(camera, '.poster img'));
  });

  it('keep a start that is moved on its way, and end it without a camera', async () => {
    const camera = await mountCamera();
    const started = camera.start();
    await untilState(camera, 'starting');
    const box = document.body.appendChild(document.createElement('div'));
    box.append(camera);
    await started;
    assert.equal(camera.gatewayFake.startCount, 1);
    document.body.append(camera);
    box.remove();
    camera.removeAttribute('camera');
    await untilState(camera, 'failed');
    await until(() => camera.gatewayFake.openSessions.size === 0, 'the session is given back');
  });
});
