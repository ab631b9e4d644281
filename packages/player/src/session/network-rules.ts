/**
 * Finds out whether the browser keeps the page from its gateway, which it does not tell: a forbidden request fails as one
 * that nobody answers. A lazy chunk, asked by `gateway-client` before and after a request for a session.
 */
import { PlayerError } from '../errors/player-error.js';
import { isMixedContent, permissionsFor } from './network-space.js';

export type NetworkRulesDeps = {
  pageUrl: () => string;
  /** `null` where the browser has no such permission. */
  queryPermission: (name: string) => Promise<PermissionState | null>;
};

/**
 * Before the request: `https` pages are kept from `http` gateways, unless the browser knows the address for one of the
 * local network and asks the viewer instead.
 *
 * @throws PlayerError `mixed_content`, `local_network_blocked`
 */
export async function assertMayAsk(deps: NetworkRulesDeps, gatewayUrl: string): Promise<void> {
  const [page, gateway] = [new URL(deps.pageUrl()), new URL(gatewayUrl)];
  if (!isMixedContent(page, gateway)) return;
  const permission = await permissionOf(deps, page, gateway);
  if (permission === 'denied') throw localNetworkBlocked(gateway);
  if (permission !== null) return;
  throw new PlayerError(
    'mixed_content',
    `A page of ${page.origin} may not ask ${gateway.origin}: give the gateway TLS, or the page none.`,
  );
}

/** After a request that failed: `local_network_blocked` where that is known to be the reason, else the error itself. */
export async function explainSilence(
  deps: NetworkRulesDeps,
  gatewayUrl: string,
  error: PlayerError,
): Promise<PlayerError> {
  const [page, gateway] = [new URL(deps.pageUrl()), new URL(gatewayUrl)];
  const permission = await permissionOf(deps, page, gateway);
  return permission === 'denied' ? localNetworkBlocked(gateway, error) : error;
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

function localNetworkBlocked({ origin }: URL, cause?: PlayerError): PlayerError {
  const message = `The browser keeps this page from devices of the local network, and so from ${origin}.`;
  return new PlayerError('local_network_blocked', message, { cause });
}
