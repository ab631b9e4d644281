import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addressKey, normalizeAddress } from './client-address.js';

describe('normalizeAddress', () => {
  const spellings: [string, string | undefined][] = [
    ['192.0.2.1', '192.0.2.1'],
    [' 192.0.2.1 ', '192.0.2.1'],
    ['192.0.2.1:4711', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:0201', '192.0.2.1'],
    ['[::ffff:192.0.2.1]:80', '192.0.2.1'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::1', '::1'],
    ['unknown', undefined],
    ['', undefined],
    ['_hidden', undefined],
    ['192.0.2', undefined],
    ['192.0.2.256', undefined],
    ['192.0.2.1:', undefined],
    ['192.0.2.1, 192.0.2.2', undefined],
    ['[2001:db8::1', undefined],
    ['2001:db8::1]:80', undefined],
    ["1'; drop table", undefined],
    ['9'.repeat(5000), undefined],
  ];
  for (const [text, address] of spellings)
    it(`takes ${JSON.stringify(text.slice(0, 40))} for ${address ?? 'no address'}`, () => {
      assert.equal(normalizeAddress(text), address);
    });
});

describe('addressKey', () => {
  it('is the address of IPv4', () => assert.equal(addressKey('192.0.2.1'), '192.0.2.1'));

  it('is one for all addresses of a /64', () => {
    const addresses = ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2:3::'];
    assert.deepEqual(new Set(addresses.map(addressKey)), new Set(['2001:db8:1:2::/64']));
  });

  it('is another one for the next /64', () => {
    assert.notEqual(addressKey('2001:db8:1:2::1'), addressKey('2001:db8:1:3::1'));
    assert.equal(addressKey('2001:db8::1'), '2001:db8:0:0::/64');
    assert.equal(addressKey('::1'), '0:0:0:0::/64');
  });
});
