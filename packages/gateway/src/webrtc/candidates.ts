/**
 * Addresses that a viewer names (RFC 8839 §5.1). Host names among them are passed over: browsers hide their own addresses
 * behind mDNS names, which nobody can look up from afar, and a viewer's text should not make the gateway ask DNS. A viewer
 * without an address left is met all the same, at the one it speaks from (RFC 8445 §7.3.1.3).
 */
import { isIP } from 'node:net';

const lines = /^a=(candidate:\S+ \d+ \S+ \d+ (\S+) .*?)(?:\r?\n|$)/gm;

/** The description without candidates that are host names. */
export function withoutNames(sdp: string): string {
  return sdp.replace(lines, (line, _candidate, address: string) => (isIP(address) ? line : ''));
}

export type TrickledCandidates = { mid: string; candidates: readonly string[] };

/** Reads the body of a PATCH, `application/trickle-ice-sdpfrag` (RFC 8840 §9). */
export function readTrickled(fragment: string): TrickledCandidates {
  const candidates = [...fragment.matchAll(lines)].flatMap(([, candidate, address]) =>
    candidate !== undefined && isIP(address ?? '') ? [candidate] : [],
  );
  return { mid: /^a=mid:(\S+)/m.exec(fragment)?.[1] ?? '0', candidates };
}
