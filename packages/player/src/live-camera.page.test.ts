import { assert } from 'chai';
import {
  createCamera,
  mountCamera,
  part,
  playingCamera,
  removeCameras,
  until,
  untilState,
} from './testing/camera-fixture.js';
import { mountRecordings } from './testing/recordings-fixture.js';

describe('<rpi-live-camera> in a page', () => {
  afterEach(removeCameras);

  it('shows what the page puts into its slots', async () => {
    const camera = await mountCamera();
    camera.innerHTML = '<p slot="error">Call us</p><p slot="overlay">Gate 3</p>';
    camera.gatewayFake.startAnswer = { kind: 'unreachable' };
    void camera.start();
    await untilState(camera, 'failed');
    const slot = part<HTMLSlotElement>(camera, 'slot[name="error"]')!;
    assert.equal(slot.assignedElements()[0]?.textContent, 'Call us');
    assert.equal(camera.querySelector('p')!.checkVisibility(), true);
  });

  it('shows the poster, and a calm placeholder when there is none', async () => {
    const camera = await mountCamera({ poster: '/nothing-here.jpg' });
    await until(() => part(camera, '.poster img') === null, 'the broken poster is gone');
    assert.isNotNull(part(camera, '.big-play'));
  });

  it('looks the same in another document, and back in its own', async () => {
    const camera = await playingCamera({ controls: '' });
    const list = await mountRecordings();
    const frame = document.body.appendChild(document.createElement('iframe'));
    const look = () => [
      getComputedStyle(part(camera, '.stage')!).borderRadius,
      getComputedStyle(part(camera, '.bar')!).display,
      ...[camera, list].map(({ shadowRoot }) => shadowRoot!.adoptedStyleSheets.length),
    ];
    camera.style.setProperty('--rpi-live-camera-border-radius', '7px');
    const before = look();
    assert.deepEqual(before.slice(0, 2), ['7px', 'flex']);
    frame.contentDocument!.body.append(camera, list);
    assert.deepEqual(look(), before);
    await untilState(camera, 'playing');
    document.body.append(camera, list);
    assert.deepEqual(look(), before);
    frame.remove();
    list.remove();
  });

  it('can come into the page of an iframe first, and get its controls there', async () => {
    const frame = document.body.appendChild(document.createElement('iframe'));
    const camera = createCamera({ autoplay: '', controls: '' });
    frame.contentDocument!.body.append(camera);
    await until(() => part(camera, '.bar') !== null, 'the controls are loaded');
    assert.equal(getComputedStyle(part(camera, '.bar')!).display, 'flex');
    document.body.append(camera);
    frame.remove();
  });

  it("takes the gateway's snapshot as the poster", async () => {
    const camera = await mountCamera({ gateway: '/gw' }, (fresh) => fresh.removeAttribute('poster'));
    const src = part<HTMLImageElement>(camera, '.poster img')?.src;
    assert.equal(src, `${location.origin}/gw/api/v1/cameras/door/snapshot.jpg`);
  });

  it('mirrors what a video has, and its media events', async () => {
    const camera = await mountCamera();
    const types: string[] = [];
    for (const type of ['loadedmetadata', 'playing', 'timeupdate', 'pause']) {
      camera.addEventListener(type, (event) => types.push(`${event.type}${event.bubbles ? ' bubbles' : ''}`));
    }
    assert.equal(camera.readyState, 0);
    assert.equal(camera.paused, true);
    await camera.start();
    assert.equal(camera.paused, false);
    assert.ok(camera.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA);
    await until(() => types.includes('timeupdate'), 'timeupdate is fired on the element');
    assert.include(types, 'loadedmetadata');
    assert.include(types, 'playing');
  });
});
