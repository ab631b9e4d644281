import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { upgradeWebSocket } from '@hono/node-server';
import type { Problem } from '@rpi-live-camera/protocol';
import { WebSocketServer } from 'ws';
import { createGateway } from './gateway.js';
import { type GatewayMount, mountGateway } from './mount.js';
import { refusalOf, watchSocket } from './testing/socket-viewer.js';

const settings = { cameras: [{ id: 'shed' }], mqtt: { url: 'mqtt://127.0.0.1:9' } };

/** A server with a site of its own, whose every other path is for what is mounted. */
async function serveSite(t: TestContext, prefix: string, cutPath?: string) {
  const mount = mountGateway(createGateway(settings, { upgradeWebSocket }), prefix);
  const server = createServer((incoming, outgoing) => {
    if (cutPath !== undefined && incoming.url?.startsWith(cutPath)) {
      Object.assign(incoming, { originalUrl: incoming.url, url: incoming.url.slice(cutPath.length) });
    }
    mount.handle(incoming, outgoing, () => outgoing.end(`the site at ${incoming.url}`));
  });
  return { mount, server, ...(await listen(t, server)) };
}

async function listen(t: TestContext, server: Server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init);
  return { ask, urlOf: (path: string) => `http://127.0.0.1:${port}${path}` };
}

describe('mountGateway', () => {
  for (const [how, cutPath] of [
    ['whole addresses', undefined],
    ['addresses that the framework has cut', '/cams'],
  ] as const) {
    it(`answers under its prefix, given ${how}, and leaves the rest to the site`, async (t) => {
      const { ask } = await serveSite(t, '/cams/', cutPath);
      assert.equal((await ask('/cams/api/v1/cameras')).status, 200);
      const { servers } = (await (await ask('/cams/openapi.json')).json()) as { servers: { url: string }[] };
      assert.deepEqual(servers, [{ url: '/cams' }]);
      const opening = await ask('/cams/api/v1/cameras/shed/sessions', { method: 'POST', body: '{}' });
      assert.equal(((await opening.json()) as Problem).code, 'broker_unavailable');
      assert.equal((await ask('/cams/api/v1/sessions/none', { method: 'DELETE' })).status, 204);
      assert.equal((await ask('/cams')).status, 404);
      if (cutPath !== undefined) return;
      for (const path of ['/', '/api/v1/cameras', '/camshaft', '/x/cams/player.js']) {
        assert.equal(await (await ask(path)).text(), `the site at ${path}`);
      }
    });
  }

  it('answers HLS in front of the app', async (t) => {
    const gateway = createGateway(settings);
    const seen: string[] = [];
    const { listenForFiles } = gateway;
    const watched = Object.assign(gateway, {
      listenForFiles: (...request: Parameters<typeof listenForFiles>) => {
        const isAnswered = listenForFiles(...request);
        if (isAnswered) seen.push(request[0].url ?? '');
        return isAnswered;
      },
    });
    const mount = mountGateway(watched, '/cams');
    const { ask } = await listen(t, createServer(mount.handle));
    assert.equal((await ask('/cams/live/none/shed/index.m3u8?_HLS_msn=1')).status, 404);
    assert.deepEqual(seen, ['/live/none/shed/index.m3u8?_HLS_msn=1']);
  });

  it('takes everything where the prefix is empty', async (t) => {
    const { ask } = await serveSite(t, '');
    assert.equal((await ask('/healthz')).status, 200);
    assert.equal(((await (await ask('/elsewhere')).json()) as Problem).code, 'not_found');
  });

  it('answers 404 outside its prefix where nobody comes next', async (t) => {
    const mount: GatewayMount = mountGateway(createGateway(settings), '/cams');
    const { ask } = await listen(
      t,
      createServer((incoming, outgoing) => mount.handle(incoming, outgoing)),
    );
    assert.equal((await ask('/')).status, 404);
  });

  it('lets WebSockets in under its prefix, and gives those who ask for others the page of the site', async (t) => {
    const { mount, server, urlOf } = await serveSite(t, '/cams');
    mount.acceptWebSockets(server);
    assert.equal(await watchSocket(urlOf('/cams/live/none/shed/live.mp4')).closed(), '4404 not_found');
    assert.equal(await refusalOf(urlOf('/chat')), 200);
  });

  it('leaves the WebSockets of the site to the site', async (t) => {
    const { mount, server, urlOf } = await serveSite(t, '/cams');
    mount.acceptWebSockets(server);
    const chat = new WebSocketServer({ noServer: true });
    server.on('upgrade', (request, socket, head) => {
      if (request.url === '/chat')
        chat.handleUpgrade(request, socket, head, (client) => client.close(4000, 'bye'));
    });
    assert.equal(await watchSocket(urlOf('/chat')).closed(), '4000 bye');
    assert.equal(await watchSocket(urlOf('/cams/live/none/shed/live.mp4')).closed(), '4404 not_found');
  });

  it('refuses a prefix that is no path', () => {
    assert.throws(() => mountGateway(createGateway(settings), 'cams'), /must begin with a slash: "\/cams"/);
  });
});
