/** Which HTTP version a host speaks, by what the page has asked it before (W3C Resource Timing, `nextHopProtocol`). */

type Exchange = Pick<PerformanceResourceTiming, 'name' | 'nextHopProtocol'>;

/** The page itself and what it loaded, in this order; browsers keep some hundred. */
function exchangesOfPage(): readonly Exchange[] {
  const kinds = ['navigation', 'resource'];
  return kinds.flatMap((kind) => performance.getEntriesByType(kind) as PerformanceResourceTiming[]);
}

/**
 * Whether the host of a URL speaks HTTP/1.1, where browsers allow six requests at a time. One of another origin that does
 * not show its version (`Timing-Allow-Origin`) is thought to if it is asked without TLS, for browsers speak nothing newer
 * without it.
 */
export function speaksHttp1(url: string, exchanges: readonly Exchange[] = exchangesOfPage()): boolean {
  const { origin, protocol } = new URL(url);
  const known = exchanges.findLast(
    ({ name, nextHopProtocol }) => name.startsWith(`${origin}/`) && nextHopProtocol.startsWith('h'),
  );
  return known === undefined ? protocol === 'http:' : known.nextHopProtocol.startsWith('http/1');
}
