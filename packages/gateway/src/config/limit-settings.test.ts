import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigError, parseConfig } from './parse.js';

const cameras = [{ id: 'front-door' }];

describe('the setting trustedProxies', () => {
  for (const range of ['127.0.0.1', '10.0.0.0/8', '0.0.0.0/0', '::1', 'fd00::/8', '2001:db8::1/128'])
    it(`takes ${range}`, () => {
      assert.deepEqual(parseConfig({ cameras, trustedProxies: [range] }).trustedProxies, [range]);
    });

  for (const range of [
    'nginx',
    '',
    '127.0.0.1:80',
    '[::1]',
    '10.0.0.0/33',
    '::1/129',
    '10.0.0.0/',
    '10.0.0/8',
    'fe80::1%eth0',
    '10.0.0.0/8/8',
    '*',
    '::ffff:10.0.0.1',
    7,
  ])
    it(`refuses ${JSON.stringify(range)} and says what it takes`, () => {
      assert.throws(
        () => parseConfig({ cameras, trustedProxies: [range] as string[] }),
        (error) =>
          error instanceof ConfigError && /trustedProxies\.0: must be .*10\.0\.0\.0\/8/.test(error.message),
      );
    });
});

describe('the settings of limits', () => {
  it('have defaults that a thousand viewers behind one address fit into', () => {
    const { limits, sessions } = parseConfig({ cameras });
    assert.ok(limits.requestBurst >= 2000 && limits.requestsPerMinute >= 600);
    assert.ok(sessions.maxPerAddress >= 1000 && sessions.maxPerToken >= 1000);
    assert.ok(limits.maxConnections >= 3000);
  });

  it('must not give a head more time than its whole request', () => {
    assert.throws(
      () => parseConfig({ cameras, limits: { headersTimeoutMs: '20s', requestTimeoutMs: '10s' } }),
      /limits\.headersTimeoutMs: must not be more than limits\.requestTimeoutMs/,
    );
  });
});
