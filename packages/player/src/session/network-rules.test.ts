import { assert } from 'chai';
import { PlayerError } from '../errors/player-error.js';
import { assertMayAsk, explainSilence, type NetworkRulesDeps } from './network-rules.js';

/** A browser that shows a page and knows these permissions. */
function browser(pageUrl: string, permissions: Record<string, PermissionState> = {}): NetworkRulesDeps {
  return {
    pageUrl: () => pageUrl,
    queryPermission: (name) => Promise.resolve(permissions[name] ?? null),
  };
}

const codeOf = (asking: Promise<unknown>): Promise<string> =>
  asking.then(
    () => 'asked',
    (error: PlayerError) => error.code,
  );

const silence = new PlayerError('gateway_unreachable', 'nobody answered');

describe('what the browser lets a page ask', () => {
  const cases: [page: string, gateway: string, permissions: Record<string, PermissionState>, what: string][] =
    [
      ['https://site.example/', 'http://gateway.example', {}, 'mixed_content'],
      ['https://site.example/', 'http://192.168.1.5:8080', {}, 'mixed_content'],
      ['https://192.168.1.9/', 'http://192.168.1.5:8080', { 'local-network': 'granted' }, 'mixed_content'],
      ['https://site.example/', 'https://gateway.example', {}, 'asked'],
      ['http://site.example/', 'http://gateway.example', {}, 'asked'],
      ['https://site.example/', 'http://localhost:8080', {}, 'asked'],
      ['https://site.example/', 'http://127.0.0.1:8080', {}, 'asked'],
      ['https://site.example/', 'http://[::1]:8080', {}, 'asked'],
      ['https://site.example/', 'http://192.168.1.5:8080', { 'local-network': 'prompt' }, 'asked'],
      ['https://site.example/', 'http://camera.local', { 'local-network-access': 'granted' }, 'asked'],
      ['https://site.example/', 'http://10.0.0.2', { 'local-network': 'denied' }, 'local_network_blocked'],
      ['https://site.example/', 'http://gateway.example', { 'local-network': 'granted' }, 'mixed_content'],
    ];
  for (const [page, gateway, permissions, what] of cases) {
    const known = Object.entries(permissions).flat().join(' ') || 'no permission known';
    it(`${what}: ${gateway} by ${page}, ${known}`, async () => {
      assert.equal(await codeOf(assertMayAsk(browser(page, permissions), gateway)), what);
    });
  }
});

describe('why a gateway did not answer', () => {
  const denied = { 'local-network': 'denied', 'loopback-network': 'denied' } as const;
  const cases: [page: string, gateway: string, permissions: Record<string, PermissionState>, what: string][] =
    [
      ['https://site.example/', 'https://192.168.1.5', denied, 'local_network_blocked'],
      ['http://site.example/', 'http://camera.local', denied, 'local_network_blocked'],
      ['https://site.example/', 'http://localhost:8080', denied, 'local_network_blocked'],
      ['https://192.168.1.9/', 'http://localhost:8080', denied, 'local_network_blocked'],
      [
        'https://site.example/',
        'https://[fd00::5]',
        { 'local-network-access': 'denied' },
        'local_network_blocked',
      ],
      ['https://site.example/', 'https://192.168.1.5', { 'local-network': 'prompt' }, 'gateway_unreachable'],
      ['https://site.example/', 'https://192.168.1.5', {}, 'gateway_unreachable'],
      ['https://site.example/', 'https://gateway.example', denied, 'gateway_unreachable'],
      ['https://192.168.1.9/', 'https://192.168.1.5', denied, 'gateway_unreachable'],
      ['http://localhost:5173/', 'http://localhost:8080', denied, 'gateway_unreachable'],
    ];
  for (const [page, gateway, permissions, what] of cases) {
    const known = Object.entries(permissions).flat().join(' ') || 'no permission known';
    it(`${what}: ${gateway} by ${page}, ${known}`, async () => {
      assert.equal((await explainSilence(browser(page, permissions), gateway, silence)).code, what);
    });
  }
});
