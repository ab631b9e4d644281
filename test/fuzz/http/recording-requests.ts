/** What is asked about recordings: which, which page of them, which file, which span of time. */
import fc, { type Arbitrary } from 'fast-check';

export type RecordingWords = { camera: Arbitrary<string>; hostileText: Arbitrary<string> };

const right = '20261120T120000Z-aaaaaaaa';

/** Of the API, and of what is played under a grant. */
export function recordingPath({ camera, hostileText }: RecordingWords): Arbitrary<string> {
  const recording = fc.oneof(
    { weight: 4, arbitrary: fc.constant('{recording}') },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        right,
        `${right}%2f..%2f..`,
        `..%2f${right}`,
        right.toUpperCase(),
        `${right}%00`,
        'stop',
        'playback',
      ),
    },
    { weight: 1, arbitrary: hostileText },
  );
  const playback = fc.oneof(
    { weight: 6, arbitrary: fc.constant('{playback}') },
    { weight: 1, arbitrary: fc.constantFrom('A'.repeat(24), '{grant}') },
    { weight: 1, arbitrary: hostileText },
  );
  const file = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.constantFrom(
        'index.m3u8',
        'seg0.m4s',
        'seg999999.m4s',
        'seg00000000000.m4s',
        'seg-1.m4s',
        'init0.mp4',
        'init9.mp4',
        'init0.m4s',
        'recording.mp4',
        'recording.mp4',
        'poster.jpg',
        'media.mp4',
        'index.jsonl',
        'summary.json',
        '..%2f..%2findex.jsonl',
      ),
    },
    { weight: 1, arbitrary: hostileText },
  );
  const place = camera.map((id) => `/api/v1/cameras/${id}/recordings`);
  return fc.oneof(
    place,
    fc.tuple(place, recording).map((parts) => parts.join('/')),
    fc.tuple(place, recording, fc.constantFrom('playback', 'stop', 'x')).map((parts) => parts.join('/')),
    fc.tuple(playback, camera, file).map((parts) => `/recordings/${parts.join('/')}`),
  );
}

const time = fc.constantFrom(
  '2026-11-20T12:00:00.000Z',
  '2026-11-20T12:00:00+14:00',
  '1970-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '%2B275760-09-13T00:00:00Z',
  '-271821-04-20T00:00:00Z',
  '2026-13-41T99:99:99Z',
  '2026-11-20T',
  'now',
  '0',
  '-1',
  'NaN',
  '',
);
const count = fc.constantFrom('1', '0', '-1', '1000', '1001', '999999', '1e3', '0x10', '01', ' 1', '1.5', '');

export const recordingQuery: Arbitrary<string> = fc.oneof(
  fc.tuple(time, time).map(([from, to]) => `?from=${from}&to=${to}`),
  time.map((to) => `?to=${to}`),
  time.map((from) => `?from=${from}&from=${from}`),
  count.map((limit) => `?limit=${limit}`),
  fc
    .tuple(count, fc.constantFrom(right, '..', '../../x', '%00', '~', ''))
    .map(([limit, before]) => `?limit=${limit}&before=${before}`),
);
