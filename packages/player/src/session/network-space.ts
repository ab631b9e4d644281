/**
 * What the address of a gateway alone tells of the browser's rules about it: pure. Mixed content (W3C Mixed Content §4)
 * and Local Network Access (WICG), by which public pages reach a private network only with the viewer's permission.
 */

/** From the most private one on: this machine, its network, everywhere. A name may lead anywhere: `unknown`. */
export type NetworkSpace = 'loopback' | 'local' | 'unknown';

const loopback = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/;
/** RFC 1918, RFC 3927, RFC 6598, RFC 4193, RFC 4291 §2.5.6, and names of multicast DNS (RFC 6762). */
const local =
  /^(10(\.\d+){3}|192\.168(\.\d+){2}|169\.254(\.\d+){2}|172\.(1[6-9]|2\d|3[01])(\.\d+){2}|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])(\.\d+){2}|\[f[cd].+\]|\[fe[89ab].+\]|.+\.local)$/;

/** Where a host of a URL lies, as far as its name says. */
export function networkSpaceOf({ hostname }: URL): NetworkSpace {
  if (loopback.test(hostname)) return 'loopback';
  return local.test(hostname) ? 'local' : 'unknown';
}

/** Whether browsers take a request for mixed content: by an `https` page, without TLS, and not to this machine. */
export function isMixedContent(page: URL, gateway: URL): boolean {
  return page.protocol === 'https:' && gateway.protocol === 'http:' && networkSpaceOf(gateway) !== 'loopback';
}

/**
 * Names of the permissions that may decide about a request, the newest first: Chromium had one for both spaces at first.
 * None where the request leads to no more private space than the page comes from, or nobody can tell.
 */
export function permissionsFor(page: URL, gateway: URL): readonly string[] {
  const space = networkSpaceOf(gateway);
  const isFromInside = networkSpaceOf(page) === 'loopback' || networkSpaceOf(page) === space;
  return space === 'unknown' || isFromInside ? [] : [`${space}-network`, 'local-network-access'];
}
