/** Requests as browsers, programs, proxies and attackers write them, down to the bytes. */
import fc from 'fast-check';
import { bodyText, header } from './heads-and-bodies.js';
import { recordingPath, recordingQuery } from './recording-requests.js';

/** `{grant}`, `{session}`, `{file}`, `{recording}` and `{playback}` stand for what the stage holds. */
export type HttpRequest = {
  method: string;
  target: string;
  version: string;
  headers: [name: string, value: string][];
  /** What follows the head, and how the head says so. */
  body: { text: string; framing: Framing };
  lineEnd: '\r\n' | '\n';
};

export type Framing =
  | 'none'
  | 'length'
  | 'chunked'
  | 'too long'
  | 'too short'
  | 'both'
  | 'twice'
  | 'odd chunks';

/** `reset` breaks the connection before its answer is read. */
export type Ending = 'close' | 'reset';

export type HttpInput =
  | {
      kind: 'requests';
      requests: HttpRequest[];
      /** So many bytes at the end are not sent. */
      cut: number | null;
      /** Sent behind the requests, as frames of a protocol that was asked for. */
      trailing: string;
      ending: Ending;
    }
  | { kind: 'bytes'; bytes: string };

const hostileText = fc.constantFrom(
  '..',
  '.',
  '%2e%2e',
  '%00',
  '%',
  '%zz',
  '%E0%A4%A',
  '%ff',
  '%0d%0aX-Injected:%201',
  'a'.repeat(2000),
  '__proto__',
  'constructor',
  '*',
  '{x}',
  ';',
  '"><script>',
  'DOOR',
  'döör',
  'door%20',
  '',
);
const camera = fc.oneof({ weight: 4, arbitrary: fc.constantFrom('door', 'door', 'yard') }, hostileText);
const grant = fc.oneof(
  { weight: 5, arbitrary: fc.constant('{grant}') },
  { weight: 1, arbitrary: fc.constant('A'.repeat(22)) },
  hostileText,
);
const session = fc.oneof(
  { weight: 3, arbitrary: fc.constant('{session}') },
  { weight: 2, arbitrary: fc.constant('B'.repeat(22)) },
  hostileText,
);
const query = fc.constantFrom(
  '',
  '',
  '',
  '?',
  '?_HLS_msn=1',
  '?_HLS_msn=-1',
  '?token=secret',
  '?autoplay=2',
  '?autoplay=1&muted&lang=de&label=x',
  `?label=${'%3Cscript%3E'}`,
  '?lang="onload="x',
  '?transport=hls+webrtc',
  `?${'a=1&'.repeat(500)}`,
  '#fragment',
);
const path = fc.oneof(
  recordingPath({ camera, hostileText }),
  fc.constantFrom(
    '/healthz',
    '/readyz',
    '/metrics',
    '/openapi.json',
    '/api/v1/cameras',
    '/player.js',
    '/nothing.js',
    '/..%2f..%2fpackage.json.js',
    '/player.js/../../x.js',
    '/',
    '//',
    '/api/v1/video/start-streaming-service',
    '/api/v1/video/stop-streaming-service',
    '/api/v1/video/hls/stream.m3u8',
    '/api/v1/video/hls/init0.mp4',
  ),
  camera.map((id) => `/api/v1/cameras/${id}`),
  camera.map((id) => `/api/v1/cameras/${id}/sessions`),
  camera.map((id) => `/api/v1/cameras/${id}/snapshot.jpg`),
  camera.map((id) => `/embed/${id}`),
  session.map((id) => `/api/v1/sessions/${id}/keepalive`),
  session.map((id) => `/api/v1/sessions/${id}/close`),
  session.map((id) => `/api/v1/sessions/${id}`),
  fc
    .tuple(
      grant,
      camera,
      fc.oneof(
        fc.constantFrom('index.m3u8', '{file}', 'live.mp4', 'video.mjpeg', 'whep', 'whep/x', 'init0.mp4'),
        hostileText,
      ),
    )
    .map(([one, id, file]) => `/live/${one}/${id}/${file}`),
  fc.array(hostileText, { maxLength: 4 }).map((parts) => `/${parts.join('/')}`),
);
const target = fc.oneof(
  { weight: 20, arbitrary: fc.tuple(path, query).map((parts) => parts.join('')) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(recordingPath({ camera, hostileText }), recordingQuery)
      .map((parts) => parts.join('')),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '*',
      'http://evil.example/healthz',
      'http://evil.example',
      'https:///x',
      'evil.example:443',
      'healthz',
      '\\..\\x',
      '/\u00ff\u00fe',
      `/${'x'.repeat(20_000)}`,
    ),
  },
);

const method = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom('GET', 'GET', 'GET', 'POST', 'POST', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'PUT',
      'TRACE',
      'CONNECT',
      'PROPFIND',
      'QUERY',
      'get',
      'G\u0000T',
      'PRI',
      'M-SEARCH',
    ),
  },
);

const request: fc.Arbitrary<HttpRequest> = fc.record({
  method,
  target,
  version: fc.oneof(
    { weight: 20, arbitrary: fc.constant('HTTP/1.1') },
    { weight: 1, arbitrary: fc.constantFrom('HTTP/1.0', 'HTTP/2.0', 'HTTP/0.9', 'HTTP/1.1 x', '') },
  ),
  headers: fc.array(header, { maxLength: 4 }),
  body: fc.record({
    text: bodyText,
    framing: fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom<Framing[]>('length', 'chunked', 'none') },
      {
        weight: 1,
        arbitrary: fc.constantFrom<Framing[]>('too long', 'too short', 'both', 'twice', 'odd chunks'),
      },
    ),
  }),
  lineEnd: fc.oneof(
    { weight: 20, arbitrary: fc.constant('\r\n' as const) },
    { weight: 1, arbitrary: fc.constant('\n' as const) },
  ),
});

export const httpInputs: fc.Arbitrary<HttpInput> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('requests' as const),
      requests: fc.oneof(
        { weight: 3, arbitrary: fc.array(request, { minLength: 1, maxLength: 1 }) },
        { weight: 1, arbitrary: fc.array(request, { minLength: 2, maxLength: 4 }) },
      ),
      cut: fc.option(fc.nat(400), { freq: 8 }),
      trailing: fc.oneof(
        { weight: 12, arbitrary: fc.constant('') },
        // Frames of WebSocket and HTTP/2: reserved bits, no mask, control frames of any length, settings.
        {
          weight: 1,
          arbitrary: fc.constantFrom(
            '00ff',
            '81fe0001',
            '8180000000',
            'ff'.repeat(10),
            '8900',
            '000000040000000000',
          ),
        },
      ),
      ending: fc.oneof(
        { weight: 15, arbitrary: fc.constant<Ending>('close') },
        { weight: 1, arbitrary: fc.constant<Ending>('reset') },
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('bytes' as const),
      bytes: fc.oneof(
        fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('hex')),
        // A TLS hello, and the preface of HTTP/2
        fc.constantFrom(
          '16030100f4010000f00303',
          Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n').toString('hex'),
        ),
      ),
    }),
  },
);
