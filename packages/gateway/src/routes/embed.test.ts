import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { Hono } from 'hono';
import { createGateway } from '../gateway.js';

type Settings = Omit<Parameters<typeof createGateway>[0], 'cameras'>;

const cameras = [{ id: 'front-door', name: 'Tom & "Jerry"' }, { id: 'shed' }];

const ask = async (path: string, settings: Settings = {}, init?: RequestInit): Promise<Response> =>
  createGateway({ cameras, ...settings }).request(path, init);

/** The attributes of the tag, as they stand in the page. */
const attributesIn = (page: string): string =>
  /<rpi-live-camera([^>]*)>/.exec(page)?.[1]?.trim() ?? '(no tag)';

/** The sources of one directive; `undefined` when it is not there. */
async function sourcesOf(directive: string, settings: Settings = {}): Promise<string[] | undefined> {
  const policy = (await ask('/embed/shed', settings)).headers.get('Content-Security-Policy') ?? '';
  const words = policy.split('; ').find((one) => one.startsWith(`${directive} `));
  return words?.split(' ').slice(1);
}

describe('the embed page', () => {
  it('is the tag with controls and the name of the camera, all of it beside itself', async () => {
    const answer = await ask('/embed/front-door');
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('Content-Type') ?? '', /^text\/html/);
    const page = await answer.text();
    assert.equal(
      attributesIn(page),
      'gateway=".." camera="front-door" label="Tom &#38; &#34;Jerry&#34;" controls',
    );
    assert.match(page, /<title>Tom &#38; &#34;Jerry&#34;<\/title>/);
    assert.match(page, /<html>/);
    assert.match(page, /src="\.\.\/player\.js"/);
  });

  for (const [query, attributes] of [
    ['autoplay&muted', 'label="shed" autoplay muted controls'],
    ['autoplay=1&muted=true&controls=0', 'label="shed" autoplay muted'],
    ['autoplay=0&controls=false&muted=false', 'label="shed"'],
    ['transport=fmp4+hls', 'label="shed" transport="fmp4 hls" controls'],
    [
      'label=%22%3E%3Cscript%3Ealert(1)%3C/script%3E',
      'label="&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;" controls',
    ],
    ['label=&transport=&lang=', 'label="shed" controls'],
    ['onload=alert(1)&gateway=//evil.example&camera=x&utm_source=mail', 'label="shed" controls'],
  ] as const) {
    it(`takes ?${query}`, async () => {
      const page = await (await ask(`/embed/shed?${query}`)).text();
      assert.equal(attributesIn(page), `gateway=".." camera="shed" ${attributes}`);
      assert.doesNotMatch(page, /alert\(1\)<\/script>/);
    });
  }

  it('speaks the language that it is asked to speak', async () => {
    assert.match(await (await ask('/embed/shed?lang=pt-BR')).text(), /<html lang="pt-BR">/);
  });

  for (const [query, hint] of [
    ['autoplay=yes', /"autoplay".*nothing, 1 or 0/],
    ['muted=constructor', /"muted".*nothing, 1 or 0/],
    ['controls=__proto__', /"controls".*nothing, 1 or 0/],
    ['transport=fmp4,hls', /"transport".*auto, hls, fmp4, webrtc, mjpeg/],
    ['lang=%22x', /"lang".*pt-BR/],
    [`label=${'x'.repeat(101)}`, /"label".*100 characters/],
  ] as const) {
    it(`refuses ?${query.slice(0, 20)}`, async () => {
      const answer = await ask(`/embed/shed?${query}`);
      const problem = (await answer.json()) as { status: number; code: string; detail: string };
      assert.deepEqual([answer.status, problem.code], [400, 'invalid_request']);
      assert.match(problem.detail, hint);
    });
  }

  it('shows that a camera is unknown, whatever its name is, to people and programs', async () => {
    const answer = await ask('/embed/no%22%3Ewhere');
    assert.equal(answer.status, 404);
    assert.equal(
      attributesIn(await answer.text()),
      'gateway=".." camera="no&#34;&#62;where" autoplay controls',
    );
  });

  for (const [asked, page] of [
    ['/embed/front-door/', '/embed/front-door'],
    ['/embed/front-door/?autoplay&label=A%2Fb', '/embed/front-door?autoplay&label=A%2Fb'],
    ['/embed/no%22where/', '/embed/no%22where'],
    ['/cam/embed/shed/?muted', '/cam/embed/shed?muted'],
  ] as const) {
    it(`sends who asks for ${asked} to the page, whose addresses are relative to it`, async () => {
      const gateway = createGateway({ cameras });
      const app = asked.startsWith('/cam/') ? new Hono().route('/cam', gateway) : gateway;
      const answer = await app.request(asked);
      assert.equal(answer.status, 308);
      const address = new URL(answer.headers.get('Location') ?? '', `http://site.example${asked}`);
      assert.equal(address.href, `http://site.example${page}`);
      // A proxy may have taken a part of the path away.
      assert.match(answer.headers.get('Location') ?? '', /^\.\.\//);
    });
  }

  it('answers HEAD, under a prefix as well', async () => {
    const app = new Hono().route('/cam', createGateway({ cameras }));
    assert.equal((await app.request('/cam/embed/shed', { method: 'HEAD' })).status, 200);
  });
});

describe('the policy of the embed page', () => {
  it('allows the scripts of the gateway, one style, and no other', async () => {
    const page = await (await ask('/embed/shed')).text();
    const style = /<style>(.*)<\/style>/.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    assert.deepEqual(await sourcesOf('default-src'), ["'none'"]);
    assert.deepEqual(await sourcesOf('script-src'), ["'self'"]);
    assert.deepEqual(await sourcesOf('style-src'), [`'sha256-${hash}'`]);
    assert.deepEqual(await sourcesOf('connect-src'), ["'self'"]);
  });

  it('allows media from where the sources are', async () => {
    const settings = { publicUrl: 'https://media.example:8443/cams' };
    const origins = ['https://media.example:8443', 'wss://media.example:8443'];
    assert.deepEqual(await sourcesOf('connect-src', settings), ["'self'", ...origins]);
    assert.deepEqual(await sourcesOf('media-src', settings), [
      "'self'",
      'blob:',
      'https://media.example:8443',
    ]);
  });

  it('allows to be shown by who may use the gateway', async () => {
    assert.equal(await sourcesOf('frame-ancestors'), undefined);
    const cors = { origins: ['https://site.example', 'null;script-src', 'http://other.example:8080'] };
    assert.deepEqual(await sourcesOf('frame-ancestors', { cors }), [
      "'self'",
      'https://site.example',
      'http://other.example:8080',
    ]);
  });

  it('allows to be shown by others where the settings say so', async () => {
    const cors = { origins: ['https://site.example'] };
    const shownBy = (frameAncestors: string[] | null) =>
      sourcesOf('frame-ancestors', { cors, embed: { frameAncestors } });
    assert.deepEqual(await shownBy(['https://*.shop.example']), ["'self'", 'https://*.shop.example']);
    assert.deepEqual(await shownBy([]), ["'self'"]);
    assert.equal(await shownBy(['*']), undefined);
    assert.deepEqual(await shownBy(null), ["'self'", 'https://site.example']);
    for (const wrong of ['site.example', 'https://site.example/path', "'none'", 'https://a; script-src *']) {
      assert.throws(
        () => createGateway({ cameras, embed: { frameAncestors: [wrong] } }),
        /embed\.frameAncestors\.0: must be an origin/,
        wrong,
      );
    }
  });

  it('gives no power away that the player has no use for', async () => {
    const policy = (await ask('/embed/shed')).headers.get('Permissions-Policy') ?? '';
    assert.match(policy, /autoplay=\(self\), fullscreen=\(self\), picture-in-picture=\(self\)/);
    assert.match(policy, /microphone=\(\)/);
  });
});
