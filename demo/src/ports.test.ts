import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, it } from 'node:test';
import { canListen, firstFreePort } from './ports.js';

const host = '127.0.0.1';

describe('canListen and firstFreePort', () => {
  it('tell a taken port from a free one', async (t) => {
    const server = createServer().listen(0, host);
    await once(server, 'listening');
    t.after(() => server.close());
    const { port } = server.address() as AddressInfo;
    assert.equal(await canListen({ host, port }), false);
    const free = await firstFreePort({ host, port });
    assert.ok(free !== undefined && free > port);
    assert.equal(await canListen({ host, port: free }), true);
  });

  it('reject an address of another machine', async () => {
    await assert.rejects(canListen({ host: '192.0.2.1', port: 8080 }), { code: 'EADDRNOTAVAIL' });
  });
});
