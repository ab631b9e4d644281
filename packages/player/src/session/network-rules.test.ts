import { assert } from 'chai';
import { explainSilence, findBlock, isViewerAsked, type NetworkRulesDeps } from './network-rules.js';

/** A browser that shows a page and knows these permissions. */
function browser(pageUrl: string, permissions: Record<string, PermissionState> = {}): NetworkRulesDeps {
  return {
    pageUrl: () => pageUrl,
    queryPermission: (name) => Promise.resolve(permissions[name] ?? null),
  };
}

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
      assert.equal((await findBlock(browser(page, permissions), gateway))?.code ?? 'asked', what);
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
      ['https://site.example/', 'https://192.168.1.5', { 'local-network': 'prompt' }, 'nobody knows'],
      ['https://site.example/', 'https://192.168.1.5', {}, 'nobody knows'],
      ['https://site.example/', 'https://gateway.example', denied, 'nobody knows'],
      ['https://192.168.1.9/', 'https://192.168.1.5', denied, 'nobody knows'],
      ['http://localhost:5173/', 'http://localhost:8080', denied, 'nobody knows'],
    ];
  for (const [page, gateway, permissions, what] of cases) {
    const known = Object.entries(permissions).flat().join(' ') || 'no permission known';
    it(`${what}: ${gateway} by ${page}, ${known}`, async () => {
      assert.equal((await explainSilence(browser(page, permissions), gateway))?.code ?? 'nobody knows', what);
    });
  }
});

describe('whether the viewer is asked', () => {
  it('is so while the permission for the network of the gateway is open', async () => {
    const page = 'https://site.example/';
    const open = { 'local-network': 'prompt' } as const;
    assert.isTrue(await isViewerAsked(browser(page, open), 'https://192.168.1.5'));
    assert.isFalse(await isViewerAsked(browser(page, open), 'https://gateway.example'));
    assert.isFalse(await isViewerAsked(browser(page, { 'local-network': 'granted' }), 'https://192.168.1.5'));
    assert.isFalse(await isViewerAsked(browser(page), 'https://192.168.1.5'));
  });
});
