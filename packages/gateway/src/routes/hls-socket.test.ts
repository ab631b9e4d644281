import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import type { AppEnv } from '../http/app-env.js';
import { blocked, createHlsFixture } from '../testing/hls-app-fixture.js';

async function listen(t: TestContext, app: Hono<AppEnv>): Promise<string> {
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('HLS routes on a socket', () => {
  it('forget a blocked request when its client goes', async (t) => {
    const { app, stream } = createHlsFixture();
    const origin = await listen(t, app);
    const client = request(`${origin}/live/secret/door/index.m3u8?_HLS_msn=8&_HLS_part=2`);
    client.on('error', () => {});
    client.end();
    await blocked(stream, 1);
    client.destroy();
    await blocked(stream, 0);
  });

  it('answer all whom one part lets go', async (t) => {
    const { app, stream, run } = createHlsFixture();
    const origin = await listen(t, app);
    const answers = Array.from({ length: 20 }, () =>
      fetch(`${origin}/live/secret/door/index.m3u8?_HLS_msn=8&_HLS_part=2`),
    );
    await blocked(stream, 20);
    run.push(3);
    for (const answer of answers) assert.match(await (await answer).text(), /URI="part13.m4s"/);
  });

  it('send media with its length and nothing else around it', async (t) => {
    const { app, stream } = createHlsFixture();
    const origin = await listen(t, app);
    const response = await fetch(`${origin}/live/secret/door/seg7.m4s`);
    assert.equal(Number(response.headers.get('Content-Length')), stream.find('seg7.m4s')!.length);
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), stream.find('seg7.m4s'));
    const head = await fetch(`${origin}/live/secret/door/seg7.m4s`, { method: 'HEAD' });
    assert.equal(Number(head.headers.get('Content-Length')), stream.find('seg7.m4s')!.length);
  });
});
