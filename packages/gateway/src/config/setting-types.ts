/** The kinds of value a setting can hold, with the sentences that a wrong one is answered with. */
import { isIP } from 'node:net';
import * as v from 'valibot';

const durationPattern = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;
const msPerUnit: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds as a number, or text with a unit such as `"2.5s"`; read as whole milliseconds. */
export function durationMs({ min = 0, max = 86_400_000 }: { min?: number; max?: number } = {}) {
  return v.pipe(
    v.union([v.number(), v.string()], 'must be milliseconds such as 2500, or text such as "2.5s"'),
    v.transform((value) => {
      if (typeof value === 'number') return value;
      const [, amount, unit] = durationPattern.exec(value) ?? [];
      return amount === undefined || unit === undefined
        ? Number.NaN
        : Number(amount) * (msPerUnit[unit] ?? 1);
    }),
    v.check((ms) => Number.isFinite(ms), 'must be milliseconds such as 2500, or text such as "2.5s"'),
    v.transform((ms) => Math.round(ms)),
    v.minValue(min, `must be at least ${min} ms`),
    v.maxValue(max, `must be at most ${max} ms`),
  );
}

export function integer(min: number, max: number) {
  const message = `must be a whole number from ${min} to ${max}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(min, message), v.maxValue(max, message));
}

/** A TCP or UDP port that can be connected to; 0 asks the system for a free one where that makes sense. */
export const port = integer(0, 65_535);

export const text = v.pipe(v.string('must be text'), v.minLength(1, 'must not be empty'));

/** Long enough not to be guessed at the pace at which the embedded broker refuses. */
export const brokerPassword = v.pipe(
  v.string('must be text'),
  v.minLength(12, 'must be 12 characters or more; openssl rand -base64 18 makes a good one'),
  v.maxLength(256, 'must be 256 characters at most'),
);
export const flag = v.boolean('must be true or false');

/** `"20000-20019"` → its first and last port; a receiving camera takes one each. */
export const portRange = v.pipe(
  v.string('must be a range of ports such as "20000-20019"'),
  v.regex(/^\d{1,5}-\d{1,5}$/, 'must be a range of ports such as "20000-20019"'),
  v.check((range) => {
    const [first = 0, last = 0] = range.split('-').map(Number);
    return first >= 1 && last <= 65_535 && first <= last;
  }, 'must go from a lower to a higher port, both from 1 to 65535'),
);

function isUrlOf(protocols: readonly string[]): (value: string) => boolean {
  return (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol);
}

/** As browsers send it (RFC 6454 §7); it goes into headers, in a list. */
export const origin = v.pipe(
  v.string('must be text'),
  v.regex(
    /^[\x21-\x2b\x2d-\x7e]+$/,
    'must be an origin such as https://site.example, without spaces or commas, or "*"',
  ),
);

export const httpUrl = v.pipe(
  v.string('must be a URL such as https://cameras.example.com'),
  v.check(
    isUrlOf(['http:', 'https:']),
    'must be an http:// or https:// URL such as https://cameras.example.com',
  ),
);

/** What Content-Security-Policy takes for a site (CSP3 §2.3.1, host-source), as far as an origin can say it. */
export const frameAncestorPattern = /^(\*|https?:\/\/(\*\.)?[a-z\d-]+(\.[a-z\d-]+)*(:(\d{1,5}|\*))?)$/i;

export const frameAncestor = v.pipe(
  v.string('must be text'),
  v.regex(
    frameAncestorPattern,
    'must be an origin such as https://site.example or https://*.site.example, or "*" for any',
  ),
);

const proxyMessage =
  'must be an address or a range such as 127.0.0.1, 10.0.0.0/8 or fd00::/8, without a host name or a port';

/** An IP address, or a range of them in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3). */
export const proxyRange = v.pipe(
  v.string(proxyMessage),
  v.check((range) => {
    const [, address = '', bits] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(range) ?? [];
    const family = isIP(address);
    if (family === 0) return false;
    return bits === undefined || Number(bits) <= (family === 4 ? 32 : 128);
  }, proxyMessage),
  v.check(
    (range) => !/^::ffff:/i.test(range),
    'must be written as IPv4, such as 10.0.0.0/8: that is how such addresses are compared',
  ),
);
