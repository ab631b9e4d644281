import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createGatewayClient, GatewayClientError } from './gateway-client.js';

describe('the client of recordings', () => {
  const asked: { method: string; url: string; body: unknown; authorization: string | null }[] = [];
  function withAnswer(status: number, answer?: object) {
    asked.length = 0;
    return createGatewayClient({
      url: 'https://gw.example/cams',
      token: 'a-token',
      fetch: async (url, init) => {
        const authorization = new Headers(init?.headers).get('Authorization');
        asked.push({ method: init?.method ?? '', url: String(url), body: init?.body, authorization });
        return new Response(answer && JSON.stringify(answer), { status });
      },
    }).recordings;
  }

  it('asks for each thing where it is', async () => {
    const place = 'https://gw.example/cams/api/v1/cameras/door/recordings';
    const recordings = withAnswer(200, {});
    await recordings.list('door', { limit: 5, before: 'x' });
    await recordings.get('door', 'a/b');
    await recordings.start('door');
    await recordings.stop('door');
    assert.deepEqual(
      asked.map(({ method, url }) => `${method} ${url}`),
      [`GET ${place}?limit=5&before=x`, `GET ${place}/a%2Fb`, `POST ${place}`, `POST ${place}/stop`],
    );
    assert.ok(asked.every(({ authorization }) => authorization === 'Bearer a-token'));
  });

  it('deletes', async () => {
    await withAnswer(204).delete('door', 'one');
    assert.equal(asked[0]?.method, 'DELETE');
  });

  it('makes the URLs of a playback absolute, and can keep them', async () => {
    const urls = { hlsUrl: '/cams/recordings/g/door/index.m3u8', mp4Url: '/m', posterUrl: '/p' };
    const playback = await withAnswer(201, urls).play('door', 'one', { grant: 'g' });
    assert.equal(playback.hlsUrl, 'https://gw.example/cams/recordings/g/door/index.m3u8');
    assert.equal(asked[0]?.body, '{"grant":"g"}');
  });

  it('says which problem there was', async () => {
    const problem = { code: 'recording_not_found', status: 404, title: 't', detail: 'd', requestId: 'r' };
    await assert.rejects(
      withAnswer(404, problem).get('door', 'one'),
      (error) => error instanceof GatewayClientError && error.code === 'recording_not_found',
    );
  });
});
