/** Requests for the files of a stream, as players, proxies and strangers make them. */
import fc from 'fast-check';
import { anyText } from '../nasty-json.js';

/** Relative to the newest listed segment and its newest part, as players ask. */
export type Directive = { name: string; value: string | { relative: number } };

export type FileRequestInput = {
  /** Frames that the stream has got. */
  frames: (typeof streamFrames)[number];
  grant: string;
  cameraId: string;
  file: { kind: 'named'; name: string } | { kind: 'listed'; nth: number } | { kind: 'hinted' };
  query: Directive[] | string | null;
  headers: Record<string, string>;
};

/** No frame; a part; segments; a full window and what has left it. */
export const streamFrames = [0, 1, 45, 75, 100, 700] as const;

/** Halves of surrogate pairs have no place in a URL. */
const withoutHalves = (text: string): string => text.replace(/\p{Cs}/gu, '');

const number = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -4, max: 4 }).map((relative) => ({ relative })) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '0',
      '00',
      '7',
      '',
      '-1',
      '+1',
      ' 1',
      '1 ',
      '1.0',
      '1e3',
      '0x10',
      '%31',
      '١',
      'YES',
      '9'.repeat(15),
      '9'.repeat(16),
      '9'.repeat(400),
      'NaN',
      'Infinity',
      '1,2',
    ),
  },
  { weight: 1, arbitrary: anyText.map((text) => encodeURI(withoutHalves(text))) },
);
const directive = fc.record({
  name: fc.constantFrom(
    '_HLS_msn',
    '_HLS_msn',
    '_HLS_msn',
    '_HLS_part',
    '_HLS_part',
    '_HLS_skip',
    '_hls_msn',
    '_HLS_msn[]',
    'x_HLS_msn',
    '_HLS_push',
    'x',
  ),
  value: number,
});

const name = fc.oneof(
  { weight: 12, arbitrary: fc.constant('index.m3u8') },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'index.m3u8/',
      '%69ndex.m3u8',
      '..%2findex.m3u8',
      'index.m3u8%00',
      'INDEX.M3U8',
      'init0.mp4',
      'init-1.mp4',
      'init00.mp4',
      'seg7.m4s',
      'seg07.m4s',
      `part${'9'.repeat(300)}.m4s`,
      'part１.m4s',
      'part1.m4s.m4s',
      'live.mp4x',
      '__proto__',
      'constructor',
    ),
  },
  { weight: 1, arbitrary: anyText.map((text) => encodeURIComponent(withoutHalves(text)) || '_') },
);

const codings = fc.oneof(
  fc.constantFrom(
    'gzip',
    'br, gzip',
    'gzip;q=0',
    'gzip;q=0.000',
    'gzip ; q=1.0 , x',
    'GZIP',
    'x-gzip',
    '*',
    'identity',
    `gzip;q=0.${'1'.repeat(4000)}x`,
    `gzip;q=0.${'0'.repeat(4000)}`,
    `${' '.repeat(4000)}gzip`,
    `gzip${' '.repeat(4000)}x`,
    ','.repeat(4000),
  ),
);

export const fileRequests: fc.Arbitrary<FileRequestInput> = fc.record({
  frames: fc.constantFrom(...streamFrames),
  grant: fc.constantFrom(
    'secret',
    'secret',
    'secret',
    'secret',
    'secret',
    'secret',
    'Secret',
    'secre',
    '-',
    'a'.repeat(300),
  ),
  cameraId: fc.constantFrom('door', 'door', 'door', 'door', 'door', 'yard'),
  file: fc.oneof(
    { weight: 5, arbitrary: name.map((one) => ({ kind: 'named' as const, name: one })) },
    { weight: 1, arbitrary: fc.nat(60).map((nth) => ({ kind: 'listed' as const, nth })) },
    { weight: 1, arbitrary: fc.constant({ kind: 'hinted' as const }) },
  ),
  query: fc.oneof(
    { weight: 5, arbitrary: fc.array(directive, { minLength: 1, maxLength: 4 }) },
    { weight: 1, arbitrary: fc.constant(null) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '',
        '&',
        '=',
        '_HLS_msn',
        '_HLS_msn=',
        '_HLS_msn&_HLS_part=1',
        '?_HLS_msn=1',
        '%',
      ),
    },
  ),
  headers: fc
    .record(
      {
        'accept-encoding': codings,
        'x-request-id': fc.constantFrom(
          'abc',
          'a'.repeat(255),
          'a'.repeat(256),
          'a b',
          'a, b',
          '"><script>',
          '',
        ),
        origin: fc.constantFrom('https://site.example', 'null', '*'),
        'user-agent': fc.constantFrom('VLC/3.0.20 LibVLC/3.0.20', 'hls.js', 'x'.repeat(4000)),
      },
      { requiredKeys: [] },
    )
    .map((headers) => headers as Record<string, string>),
});
