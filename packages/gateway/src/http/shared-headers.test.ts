import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Hono } from 'hono';
import type { AppEnv } from './app-env.js';
import { respondWithBytes } from './bytes-response.js';
import { createSharedHeaders, shareHeaders } from './shared-headers.js';

const site = 'https://site.example';

function createApp(origins: string[]) {
  const isTrustedProxy = (address?: string) => address === '10.0.0.1';
  const sharing = { origins, exposedHeaders: ['Age', 'Location'], isTrustedProxy };
  return new Hono<AppEnv>()
    .use(shareHeaders(sharing, createSharedHeaders(sharing)))
    .get('/body', (c) => c.body('there', 200, { Age: '1' }))
    .get('/bytes', (c) => respondWithBytes(c, Buffer.from('there'), {}))
    .get('/response', () => new Response('there'))
    .get('/failure', () => {
      throw new Error('failed');
    })
    .onError((_error, c) => c.text('failed', 500));
}

const headersOf = async (app: Hono<AppEnv>, path: string, origin: string) => {
  const { headers } = await app.request(path, { headers: { Origin: origin } });
  return ['Access-Control-Allow-Origin', 'Access-Control-Expose-Headers', 'Timing-Allow-Origin', 'Vary'].map(
    (name) => headers.get(name),
  );
};

describe('shareHeaders', () => {
  for (const path of ['/body', '/bytes', '/response', '/failure', '/nowhere']) {
    it(`lets all pages read ${path} where all may`, async () => {
      assert.deepEqual(await headersOf(createApp(['*']), path, site), ['*', 'Age, Location', '*', null]);
    });

    it(`lets the pages of the list read ${path}, and no others`, async () => {
      const app = createApp(['https://other.example', site]);
      const timing = `https://other.example, ${site}`;
      assert.deepEqual(await headersOf(app, path, site), [site, 'Age, Location', timing, 'Origin']);
      assert.deepEqual(await headersOf(app, path, 'https://third.example'), [null, null, timing, 'Origin']);
    });
  }

  it('answers preflights', async () => {
    const headers = { Origin: site, 'Access-Control-Request-Method': 'DELETE' };
    const answer = await createApp([site]).request('/body', { method: 'OPTIONS', headers });
    assert.equal(answer.status, 204);
    assert.equal(answer.headers.get('Access-Control-Allow-Origin'), site);
    assert.match(answer.headers.get('Access-Control-Allow-Methods') ?? '', /DELETE/);
  });

  it('joins what the answer varies by', async () => {
    const sharing = { origins: [site], exposedHeaders: [] };
    const app = new Hono<AppEnv>()
      .use(shareHeaders(sharing, createSharedHeaders(sharing)))
      .get('/', (c) => respondWithBytes(c, Buffer.from('there'), { Vary: 'Accept-Encoding' }));
    assert.equal((await app.request('/')).headers.get('Vary'), 'Accept-Encoding, Origin');
  });

  it('names each request, by the name that a trusted proxy gave it where that is one', async () => {
    const app = createApp(['*']);
    const idOf = async (path: string, given?: string, method = 'GET', remoteAddress = '10.0.0.1') => {
      const headers: Record<string, string> = given === undefined ? {} : { 'X-Request-Id': given };
      const answer = await app.request(
        path,
        { headers, method },
        { incoming: { socket: { remoteAddress } } },
      );
      return answer.headers.get('X-Request-Id');
    };
    const ids = await Promise.all(['/body', '/bytes', '/failure'].map((path) => idOf(path)));
    assert.equal(new Set(ids).size, 3);
    assert.ok(ids.every((id) => id));
    for (const path of ['/body', '/bytes', '/failure']) assert.equal(await idOf(path, 'proxy-7'), 'proxy-7');
    assert.equal(await idOf('/body', 'proxy-7', 'OPTIONS'), 'proxy-7');
    assert.notEqual(await idOf('/body', 'a b<c>'), 'a b<c>');
    assert.notEqual(await idOf('/body', 'proxy-7', 'GET', '10.0.0.2'), 'proxy-7');
  });
});
