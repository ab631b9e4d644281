/**
 * IP addresses as the limits compare them: one spelling each, whatever wrote it, and one key for all the addresses that a
 * client of IPv6 may take. Pure.
 */
import { isIP } from 'node:net';

/** The 64 bits that name a network: a host may have any of the others (RFC 4291 §2.5.4, RFC 8981). */
const networkGroupCount = 4;
const groupCount = 8;

/**
 * The address in its one spelling (RFC 5952 §4); IPv4 in IPv6 (RFC 4291 §2.5.5.2) is IPv4. A port, brackets and a zone,
 * as sockets and proxies write them, are left out.
 *
 * @returns `undefined` for what is none
 */
export function normalizeAddress(text: string): string | undefined {
  const bare = stripPort(text.trim()).replace(/%.*$/, '');
  const family = isIP(bare);
  if (family === 4) return bare;
  if (family === 0) return undefined;
  const address = new URL(`http://[${bare}]/`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(address) ?? [];
  if (high === undefined || low === undefined) return address;
  return [high, low]
    .flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255])
    .join('.');
}

/** `[::1]:80` → `::1`, `192.0.2.1:80` → `192.0.2.1`. */
function stripPort(text: string): string {
  const [, inBrackets] = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text) ?? [];
  return inBrackets ?? text.replace(/^(\d[\d.]*):\d{1,5}$/, '$1');
}

/** What stands for a client in tables: its address; of IPv6 its /64. @param address as `normalizeAddress` gives it */
export function addressKey(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array<string>(groupCount - before.length - after.length).fill('0');
  return `${[...before, ...zeros, ...after].slice(0, networkGroupCount).join(':')}::/64`;
}
