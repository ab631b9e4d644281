import { assert } from 'chai';
import type { ReactiveController } from 'lit';
import { mountCamera, part, removeCameras, until } from '../testing/camera-fixture.js';
import { FakeClock } from '../testing/fake-clock.js';
import type { NewerPosters, PosterDeps } from './lazy-poster.js';
import { renewPoster } from './poster-renewal.js';

const address = 'https://gateway.example/snapshot.jpg';

const drawn = new Promise<Blob>((resolve) => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 16, height: 9 });
  canvas.toBlob((blob) => resolve(blob!));
});

type SceneOptions = { isIdle?: () => boolean; token?: string; picture?: Blob };

/** A gateway that has this picture, and an element that shows what it is told. */
function scene({ isIdle = () => true, token = '', picture }: SceneOptions = {}) {
  const element = document.createElement('div');
  element.style.height = '50px';
  document.body.append(element);
  const clock = new FakeClock();
  const asked: Headers[] = [];
  const gateway = { tag: '"1"' as string | null };
  const shown: NewerPosters[] = [];
  let renewal: ReactiveController | undefined;
  const host = Object.assign(element, {
    token,
    getToken: null,
    addController(controller: ReactiveController) {
      renewal = controller;
      controller.hostConnected?.();
    },
  }) as unknown as PosterDeps['host'];
  renewPoster(
    { host, clock, address: () => (isIdle() ? address : null), show: (pictures) => shown.push(pictures) },
    async (_, init) => {
      asked.push(new Headers(init?.headers));
      if (gateway.tag === null) return new Response(null, { status: 404 });
      return new Response(picture ?? (await drawn), { headers: { ETag: gateway.tag } });
    },
  );
  const look = async (pauseMs: number) => {
    await until(() => clock.pendingCount === 1, 'the next look is planned');
    const before = asked.length;
    clock.advance(pauseMs - 1);
    assert.equal(asked.length, before, `within ${pauseMs} ms`);
    clock.advance(1);
    await until(() => clock.pendingCount === 1, 'the next look is planned');
    if (isIdle()) assert.equal(asked.length, before + 1, `a look after ${pauseMs} ms`);
  };
  return { element, clock, asked, shown, gateway, end: () => renewal?.hostDisconnected?.(), look };
}

describe('renewPoster', () => {
  afterEach(() => document.body.replaceChildren());

  it('shows each picture that is another one, and asks less often while it stays the same', async () => {
    const { shown, gateway, look, end } = scene();
    await until(() => shown.length === 1, 'the first picture');
    gateway.tag = '"2"';
    await look(10_000);
    assert.equal(shown.length, 2);
    for (const pauseMs of [10_000, 20_000, 40_000, 60_000]) await look(pauseMs);
    assert.equal(shown.length, 2);
    gateway.tag = '"3"';
    await look(60_000);
    await look(10_000);
    assert.equal(shown.length, 3);
    end();
    assert.deepEqual(shown.at(-1), {});
  });

  it('waits for the first picture of a camera that has none', async () => {
    const { shown, asked, gateway, look, end } = scene();
    gateway.tag = null;
    await until(() => asked.length === 1, 'the first look');
    await look(20_000);
    assert.deepEqual(shown, []);
    gateway.tag = '"1"';
    await look(40_000);
    assert.equal(shown.length, 1);
    end();
  });

  it('asks for nothing while nobody sees the element, and nothing once it has ended', async () => {
    const { element, clock, asked, shown, end } = scene();
    await until(() => shown.length === 1, 'the first picture');
    element.hidden = true;
    await until(() => clock.pendingCount === 0, 'it rests');
    element.hidden = false;
    await until(() => asked.length === 2, 'it looks at once');
    await until(() => clock.pendingCount === 1, 'the next look is planned');
    end();
    assert.equal(clock.pendingCount, 0);
  });

  it('asks for nothing while the element plays', async () => {
    let isIdle = false;
    const { clock, asked, look, end } = scene({ isIdle: () => isIdle });
    await until(() => clock.pendingCount === 1, 'the next look is planned');
    assert.equal(asked.length, 0);
    isIdle = true;
    await look(20_000);
    assert.equal(asked.length, 1);
    end();
  });

  it('gives up where a picture cannot be shown, as where the policy of the page forbids it', async () => {
    const { asked, shown, clock } = scene({ picture: new Blob(['no picture']) });
    await until(() => asked.length === 1 && clock.pendingCount === 1, 'the first look');
    clock.advance(60_000);
    assert.equal(asked.length, 1);
    assert.deepEqual(shown, []);
  });

  it('sends the token', async () => {
    const { asked, end } = scene({ token: 'secret' });
    await until(() => asked.length === 1, 'the first look');
    assert.equal(asked[0]?.get('Authorization'), 'Bearer secret');
    end();
  });
});

describe('the poster of an element', () => {
  const { fetch } = window;
  afterEach(() => {
    window.fetch = fetch;
    removeCameras();
  });

  it('is renewed ten seconds after it was shown, until the element is gone', async () => {
    window.fetch = async () => new Response(await drawn);
    const camera = await mountCamera({}, (made) => made.removeAttribute('poster'));
    const shown = () => part<HTMLImageElement>(camera, '.poster img')?.src ?? '';
    camera.clock.advance(9999);
    assert.match(shown(), /snapshot\.jpg$/);
    camera.clock.advance(1);
    await until(() => shown().startsWith('blob:'), 'the newer picture');
    camera.remove();
    camera.clock.advance(3000);
    assert.equal(camera.clock.pendingCount, 0);
  });

  it('is renewed ten seconds after a camera was named, or was stopped', async () => {
    window.fetch = async () => new Response(await drawn);
    const camera = await mountCamera({ camera: '' }, (made) => made.removeAttribute('poster'));
    const shown = () => part<HTMLImageElement>(camera, '.poster img')?.src ?? '';
    camera.clock.advance(60_000);
    camera.camera = 'door';
    await camera.updateComplete;
    camera.clock.advance(9999);
    await camera.start();
    camera.clock.advance(1);
    camera.stop();
    await camera.updateComplete;
    camera.clock.advance(9999);
    assert.equal(camera.clock.pendingCount, 1);
    assert.isFalse(shown().startsWith('blob:'));
    camera.clock.advance(1);
    await until(() => shown().startsWith('blob:'), 'the newer picture');
  });

  it('leaves nothing that waits when the element is gone before', async () => {
    const camera = await mountCamera({}, (made) => made.removeAttribute('poster'));
    assert.equal(camera.clock.pendingCount, 1);
    const { parentNode } = camera;
    camera.remove();
    camera.clock.advance(3000);
    assert.equal(camera.clock.pendingCount, 0);
    parentNode?.append(camera);
    assert.equal(camera.clock.pendingCount, 1, 'back, it begins anew');
  });

  it('is asked for with the token at once, also where that comes later', async () => {
    const asked: (string | null)[] = [];
    window.fetch = async (_, init) => {
      asked.push(new Headers(init?.headers).get('Authorization'));
      return new Response(await drawn);
    };
    const withToken = await mountCamera({ token: 'secret' }, (made) => made.removeAttribute('poster'));
    await until(() => asked.length === 1, 'the request');
    const withFunction = await mountCamera({}, (made) => made.removeAttribute('poster'));
    withFunction.getToken = () => 'later';
    await until(() => asked.length === 2, 'the other request');
    assert.deepEqual(asked, ['Bearer secret', 'Bearer later']);
    for (const camera of [withToken, withFunction])
      await until(
        () => part<HTMLImageElement>(camera, '.poster img')?.src.startsWith('blob:') === true,
        'the picture',
      );
  });

  it('gives way to that of another camera, and to one that the page chooses', async () => {
    window.fetch = async () => new Response(await drawn);
    const camera = await mountCamera({}, (made) => made.removeAttribute('poster'));
    const shown = () => part<HTMLImageElement>(camera, '.poster img')?.src ?? '';
    camera.clock.advance(10_000);
    await until(() => shown().startsWith('blob:'), 'the newer picture');
    camera.camera = 'garden';
    await camera.updateComplete;
    assert.match(shown(), /garden\/snapshot\.jpg$/);
    camera.camera = 'door';
    camera.poster = '/page.jpg';
    await camera.updateComplete;
    assert.match(shown(), /page\.jpg$/);
  });

  it('is left alone where the page has chosen it', async () => {
    const asked: unknown[] = [];
    window.fetch = async (input) => {
      asked.push(input);
      return new Response(await drawn);
    };
    const camera = await mountCamera({ poster: 'data:,' });
    camera.clock.advance(60_000);
    await camera.updateComplete;
    assert.deepEqual(asked, []);
  });
});
