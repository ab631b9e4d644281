import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Hono } from 'hono';
import { allowCrossOrigin } from './cross-origin.js';

const site = 'https://site.example';

function createApp(origins: string[]) {
  return new Hono()
    .use(allowCrossOrigin({ origins, exposedHeaders: ['Age', 'Location'] }))
    .get('/body', (c) => c.body('there', 200, { Age: '1' }))
    .get('/response', () => new Response('there'))
    .get('/failure', () => {
      throw new Error('failed');
    })
    .onError((_error, c) => c.text('failed', 500));
}

const headersOf = async (app: Hono, path: string, origin: string) => {
  const { headers } = await app.request(path, { headers: { Origin: origin } });
  return ['Access-Control-Allow-Origin', 'Access-Control-Expose-Headers', 'Timing-Allow-Origin', 'Vary'].map(
    (name) => headers.get(name),
  );
};

describe('allowCrossOrigin', () => {
  for (const path of ['/body', '/response', '/failure', '/nowhere']) {
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
});
