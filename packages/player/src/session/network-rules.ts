/**
 * Finds out whether the browser keeps the page from its gateway, which it does not tell: a forbidden request fails as one
 * that nobody answers. A lazy chunk, so it imports nothing else of the player; asked by `gateway-client` before and after
 * a request for a session.
 */
import { isMixedContent, permissionsFor } from './network-space.js';

export type NetworkRulesDeps = {
  pageUrl: () => string;
  /** `null` where the browser has no such permission. */
  queryPermission: (name: string) => Promise<PermissionState | null>;
};

/** What the browser forbids, and to whom. */
export type NetworkBlock = { code: 'mixed_content' | 'local_network_blocked'; message: string };

/**
 * Before the request: `https` pages are kept from `http` gateways, unless the browser knows the address for one of the
 * local network and asks the viewer instead. `null`: the request may be made.
 */
export async function findBlock(deps: NetworkRulesDeps, gatewayUrl: string): Promise<NetworkBlock | null> {
  const [page, gateway] = [new URL(deps.pageUrl()), new URL(gatewayUrl)];
  if (!isMixedContent(page, gateway)) return null;
  const permission = await permissionOf(deps, page, gateway);
  if (permission === 'denied') return localNetworkBlocked(gateway);
  if (permission !== null) return null;
  return {
    code: 'mixed_content',
    message: `A page of ${page.origin} may not ask ${gateway.origin}: give the gateway TLS, or the page none.`,
  };
}

/** After a request that nobody answered: why, where that is known; else `null`. */
export async function explainSilence(
  deps: NetworkRulesDeps,
  gatewayUrl: string,
): Promise<NetworkBlock | null> {
  const [page, gateway] = [new URL(deps.pageUrl()), new URL(gatewayUrl)];
  const permission = await permissionOf(deps, page, gateway);
  return permission === 'denied' ? localNetworkBlocked(gateway) : null;
}

/** While a request waits: whether the browser asks the viewer, who may not have seen it. */
export async function isViewerAsked(deps: NetworkRulesDeps, gatewayUrl: string): Promise<boolean> {
  const [page, gateway] = [new URL(deps.pageUrl()), new URL(gatewayUrl)];
  return (await permissionOf(deps, page, gateway)) === 'prompt';
}

async function permissionOf(
  { queryPermission }: NetworkRulesDeps,
  page: URL,
  gateway: URL,
): Promise<PermissionState | null> {
  for (const name of permissionsFor(page, gateway)) {
    const state = await queryPermission(name);
    if (state !== null) return state;
  }
  return null;
}

function localNetworkBlocked({ origin }: URL): NetworkBlock {
  const message = `The browser keeps this page from devices of the local network, and so from ${origin}.`;
  return { code: 'local_network_blocked', message };
}
