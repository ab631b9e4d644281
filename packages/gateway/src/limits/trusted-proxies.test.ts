import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTrustedProxies } from './trusted-proxies.js';

describe('createTrustedProxies', () => {
  const { findClientAddress: find } = createTrustedProxies(['127.0.0.1', '10.0.0.0/8', 'fd00::/8']);
  const cases: { says: string; from: string | undefined; forwarded?: string; client: string | undefined }[] =
    [
      { says: 'the address of the connection', from: '192.0.2.9', client: '192.0.2.9' },
      {
        says: 'nothing of who is not trusted',
        from: '192.0.2.9',
        forwarded: '198.51.100.1',
        client: '192.0.2.9',
      },
      {
        says: 'what a trusted proxy says',
        from: '127.0.0.1',
        forwarded: '198.51.100.1',
        client: '198.51.100.1',
      },
      {
        says: 'it of a proxy in a range',
        from: '10.9.8.7',
        forwarded: '198.51.100.1',
        client: '198.51.100.1',
      },
      { says: 'it of a proxy by IPv6', from: 'fd12::1', forwarded: '2001:db8::5', client: '2001:db8::5' },
      {
        says: 'it of a proxy whose IPv4 comes as IPv6',
        from: '::ffff:127.0.0.1',
        forwarded: '198.51.100.1',
        client: '198.51.100.1',
      },
      {
        says: 'the last hop that is not trusted, whatever the client wrote before it',
        from: '127.0.0.1',
        forwarded: '10.1.1.1, 203.0.113.7, 198.51.100.1, 10.2.2.2',
        client: '198.51.100.1',
      },
      {
        says: 'a port and brackets',
        from: '127.0.0.1',
        forwarded: '[2001:db8::5]:4711',
        client: '2001:db8::5',
      },
      {
        says: 'the furthest proxy, where all are trusted',
        from: '127.0.0.1',
        forwarded: '10.1.1.1',
        client: '10.1.1.1',
      },
      {
        says: 'the proxy that wrote what is no address',
        from: '127.0.0.1',
        forwarded: '198.51.100.1, unknown, 10.2.2.2',
        client: '10.2.2.2',
      },
      { says: 'the proxy, where it says nothing', from: '127.0.0.1', forwarded: '', client: '127.0.0.1' },
      {
        says: 'nothing of a server that tells none',
        from: undefined,
        forwarded: '198.51.100.1',
        client: undefined,
      },
    ];
  for (const { says, from, forwarded, client } of cases)
    it(`takes ${says}`, () => {
      assert.equal(find({ socketAddress: from, forwardedFor: forwarded }), client);
    });

  it('looks at no more than 32 hops', () => {
    const forwarded = ['198.51.100.1', ...Array<string>(40).fill('10.1.1.1')].join(',');
    assert.equal(find({ socketAddress: '127.0.0.1', forwardedFor: forwarded }), '10.1.1.1');
  });

  it('believes nobody without the setting', () => {
    const origin = { socketAddress: '127.0.0.1', forwardedFor: '198.51.100.1' };
    assert.equal(createTrustedProxies([]).findClientAddress(origin), '127.0.0.1');
  });
});
