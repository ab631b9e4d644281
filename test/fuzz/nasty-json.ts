/** JSON that is nearly right, and text that is nearly JSON. Made of right objects; used by the surfaces that read JSON. */
import fc from 'fast-check';

export type Change =
  | { kind: 'set'; at: number; value: unknown }
  | { kind: 'remove'; at: number }
  | { kind: 'add'; at: number; key: string; value: unknown };

/** How the text differs from that of the object. */
export type TextFault =
  | { kind: 'none' }
  | { kind: 'cut'; at: number }
  | { kind: 'insert'; at: number; bytes: string }
  | { kind: 'wrap'; before: string; after: string; times: number }
  | { kind: 'raw'; bytes: string };

export type NastyJson = { base: unknown; changes: Change[]; fault: TextFault };

/** Stand for what would make a kept input large. */
const long = fc.constantFrom(300, 5000, 20_000, 70_000).map((length) => ({ $long: length }));
const deep = fc.constantFrom(64, 1000).map((depth) => ({ $deep: depth }));
const nastyNumber = fc.constantFrom(
  0,
  -0,
  -1,
  1,
  0.5,
  1e21,
  1e300,
  -1e300,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  5e-324,
);
/** Any UTF-16, halves of pairs among it. */
export const anyText = fc
  .array(fc.nat(0xffff), { maxLength: 20 })
  .map((units) => String.fromCharCode(...units));
const nastyText = fc.oneof(
  { weight: 4, arbitrary: fc.string({ maxLength: 20 }) },
  { weight: 2, arbitrary: anyText },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '',
      ' ',
      '\u0000',
      'a\r\nX-Injected: 1',
      '../../etc/passwd',
      '__proto__',
      'constructor',
      '+/#',
      '"',
      '\ud800',
      'ﷺ',
      '9'.repeat(400),
      '2026-11-20T12:00:00.000Z',
      'passphrase=secret',
      'mqtt://',
      'http://[::1',
      'udp://a\u0000b',
      'srt://x y?z',
    ),
  },
);
export const nastyValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: nastyText },
  { weight: 3, arbitrary: nastyNumber },
  { weight: 2, arbitrary: fc.constantFrom(null, true, false, {}, [], [null], [[]], { a: 1 }) },
  { weight: 1, arbitrary: fc.array(nastyText, { maxLength: 6 }) },
  { weight: 1, arbitrary: fc.oneof(long, deep) },
);
const key = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.constantFrom('__proto__', 'constructor', 'toString', 'v', 'id', 'url', 'cameras'),
  },
  { weight: 1, arbitrary: nastyText },
);
const at = fc.nat(120);

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('set' as const), at, value: nastyValue }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), at }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('add' as const), at, key, value: nastyValue }) },
);

const hex = (maxLength: number) =>
  fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes).toString('hex'));

const textFault: fc.Arbitrary<TextFault> = fc.oneof(
  { weight: 12, arbitrary: fc.constant({ kind: 'none' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const), at: fc.nat(400) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('insert' as const), at: fc.nat(400), bytes: hex(8) }),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom(['[', ']'], ['{"a":', '}'], ['\ufeff', ''], ['"', '"'], ['[[', '']),
        fc.constantFrom(1, 2, 100, 6000),
      )
      .map(([[before = '', after = ''], times]) => ({ kind: 'wrap' as const, before, after, times })),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('raw' as const), bytes: hex(60) }) },
);

/** Mutations of an object that `base` makes. */
export function nastyJson(base: fc.Arbitrary<unknown>): fc.Arbitrary<NastyJson> {
  return fc.record({ base, changes: fc.array(change, { maxLength: 3 }), fault: textFault });
}

/** The object with its changes, as it would come out of a parser. */
export function changedObject({ base, changes }: NastyJson): unknown {
  const value: unknown = JSON.parse(JSON.stringify(base));
  for (const one of changes) applyChange(value, one);
  return value;
}

export function nastyBytes(json: NastyJson): Buffer {
  const bytes = Buffer.from(JSON.stringify(changedObject(json)));
  const { fault } = json;
  switch (fault.kind) {
    case 'none':
      return bytes;
    case 'cut':
      return bytes.subarray(0, fault.at % (bytes.length + 1));
    case 'insert': {
      const place = fault.at % (bytes.length + 1);
      return Buffer.concat([
        bytes.subarray(0, place),
        Buffer.from(fault.bytes, 'hex'),
        bytes.subarray(place),
      ]);
    }
    case 'wrap':
      return Buffer.from(`${fault.before.repeat(fault.times)}${bytes}${fault.after.repeat(fault.times)}`);
    case 'raw':
      return Buffer.from(fault.bytes, 'hex');
  }
}

function applyChange(root: unknown, change: Change): void {
  const places = listPlaces(root);
  if (change.kind === 'add') {
    const holders = [root, ...places.map(({ holder, key }) => holder[key])].filter(isObject);
    const holder = holders[change.at % Math.max(1, holders.length)];
    // As a parser would make it: an own property, also of the name `__proto__`.
    if (holder) define(holder, change.key, expand(change.value));
    return;
  }
  const place = places[change.at % Math.max(1, places.length)];
  if (!place) return;
  if (change.kind === 'remove') delete place.holder[place.key];
  else define(place.holder, place.key, expand(change.value));
}

type Holder = Record<string, unknown>;

/** Down to the depth that settings and messages have. */
function listPlaces(value: unknown, depth = 4): { holder: Holder; key: string }[] {
  if (typeof value !== 'object' || value === null || depth === 0) return [];
  const holder = value as Holder;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...listPlaces(holder[key], depth - 1)]);
}

function isObject(value: unknown): value is Holder {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function define(holder: Holder, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

/** A copy: other changes may go into it. */
function expand(value: unknown): unknown {
  if (!isObject(value)) return structuredClone(value);
  if (typeof value.$long === 'number') return 'x'.repeat(value.$long);
  return typeof value.$deep === 'number' ? nested(value.$deep) : structuredClone(value);
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}
