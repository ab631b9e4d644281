/**
 * Whose word is taken for who a client is: the setting `trustedProxies`. Everybody can send `X-Forwarded-For`; each proxy
 * adds the address that it was called from at its end, so the last one that no trusted proxy has is the client's.
 */
import { BlockList, isIP } from 'node:net';
import { normalizeAddress } from './client-address.js';

/** What is known of a request's sender before the gateway has thought about it. */
export type RequestOrigin = {
  /** Of the connection; `undefined` where the server tells none. */
  socketAddress: string | undefined;
  /** `X-Forwarded-For`, all of them joined. */
  forwardedFor: string | undefined;
};

/** @returns the client's address as `normalizeAddress` gives it; `undefined` where there is no telling */
export type FindClientAddress = (origin: RequestOrigin) => string | undefined;

/** More proxies than this are in front of nobody; what is further left is not looked at. */
const maxHops = 32;

/** What the setting makes of an address, and of a request. */
export type TrustedProxies = {
  /** Whether who connects from there is one of them. */
  isTrusted(address: string | undefined): boolean;
  findClientAddress: FindClientAddress;
};

/** @param trustedProxies addresses and ranges, checked by the schema */
export function createTrustedProxies(trustedProxies: readonly string[]): TrustedProxies {
  const trusted = createAddressList(trustedProxies);
  const findClientAddress: FindClientAddress = ({ socketAddress, forwardedFor }) => {
    let client = socketAddress === undefined ? undefined : normalizeAddress(socketAddress);
    if (client === undefined || forwardedFor === undefined || trustedProxies.length === 0) return client;
    const hops = forwardedFor.split(',').slice(-maxHops);
    while (hops.length > 0 && trusted(client)) {
      const hop = normalizeAddress(hops.pop()!);
      // What a proxy could not name is as far as can be seen.
      if (hop === undefined) return client;
      client = hop;
    }
    return client;
  };
  return {
    isTrusted(address) {
      const normalized = address === undefined ? undefined : normalizeAddress(address);
      return normalized !== undefined && trusted(normalized);
    },
    findClientAddress,
  };
}

function createAddressList(ranges: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (address) => list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
}
