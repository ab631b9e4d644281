/**
 * Who gets in: every route and method of the real app, HTTP and media, by every kind of right and wrong token. A route that
 * is missing here fails the first test; one without a policy keeps the gateway from being made.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { guardedRoutes, routeName } from './auth/route-policies.js';
import { listenedRoute } from './hls/file-listener.js';
import { watchSocket } from './testing/socket-viewer.js';
import {
  type Answer,
  type AskOptions,
  grantIn,
  startTokenGateway,
  type TokenGateway,
} from './testing/token-gateway.js';
import { inSeconds, makeUnsigned, signWithPublicKey, signWithSecret, spoil } from './testing/token-signer.js';

let scene: TokenGateway;
before(async () => {
  scene = await startTokenGateway({ ports: '31910-31919' });
});
after(() => scene.close());

type Claims = Record<string, unknown>;

/** Everything that a token may be used for, but for one thing. */
const allActions = ['watch', 'snapshot', 'playback', 'record', 'delete', 'admin'];
const full: Claims = { aud: 'cameras', cameras: ['*'], actions: allActions };

const columns = {
  'no token': async () => undefined,
  'bad signature': async (claims: Claims) => spoil(await scene.key.sign(claims)),
  'alg none': async (claims: Claims) => makeUnsigned(claims),
  'HS256 with the public key': async (claims: Claims) => signWithPublicKey(claims, scene.key.publicKey),
  'HS256 with a secret': (claims: Claims) => signWithSecret(claims),
  expired: (claims: Claims) => scene.key.sign({ ...claims, exp: inSeconds(-1) }),
  'not yet valid': (claims: Claims) => scene.key.sign({ ...claims, nbf: inSeconds(60) }),
  'wrong audience': (claims: Claims) => scene.key.sign({ ...claims, aud: 'shop' }),
  revoked: async (claims: Claims) => {
    const token = await scene.key.sign({ ...claims, jti: 'revoked' });
    const admin = await scene.key.sign(full);
    const body = JSON.stringify({ jti: 'revoked' });
    assert.equal((await scene.ask('POST', '/api/v1/revocations', { token: admin, body })).status, 200);
    return token;
  },
  'other camera': (claims: Claims) => scene.key.sign({ ...claims, cameras: ['gate'] }),
  'other action': (claims: Claims, action: string) => {
    // "watch" and "admin" both open the description of a camera.
    const others = allActions.filter((other) => !action.split('|').includes(other));
    return scene.key.sign({ ...claims, actions: others });
  },
  right: (claims: Claims) => scene.key.sign(claims),
};
type Column = keyof typeof columns;

const isOf401 = (column: Column): boolean => !['other camera', 'other action', 'right'].includes(column);

type Row = {
  /** The actions that open it, with | between them. */
  action: string;
  /** The request; a session, and what else it is about, is made for it. */
  ask(options: AskOptions): Promise<Answer>;
  /** Status for who may. */
  right: number;
  /** Statuses that are others than 401 and 403. */
  others?: Partial<Record<Column, number>>;
};

const simply =
  (method: string, path: string) =>
  (options: AskOptions): Promise<Answer> =>
    scene.ask(method, path, options);

const always = (status: number): Partial<Record<Column, number>> =>
  Object.fromEntries(Object.keys(columns).map((column) => [column, status]));

/** Routes that a token opens. */
const byToken: Record<string, Row> = {
  'GET /api/v1/cameras': {
    action: 'watch|admin',
    ask: simply('GET', '/api/v1/cameras'),
    right: 200,
    // They are shown what they may see.
    others: { 'other camera': 200, 'other action': 200 },
  },
  'GET /api/v1/cameras/:cameraId': {
    action: 'watch|admin',
    ask: simply('GET', '/api/v1/cameras/door'),
    right: 200,
  },
  'GET /api/v1/cameras/:cameraId/snapshot.jpg': {
    action: 'snapshot',
    ask: simply('GET', '/api/v1/cameras/door/snapshot.jpg'),
    right: 404,
  },
  'POST /api/v1/cameras/:cameraId/sessions': {
    action: 'watch',
    ask: simply('POST', '/api/v1/cameras/door/sessions'),
    right: 201,
  },
  'POST /api/v1/sessions/:sessionId/keepalive': {
    action: 'watch',
    async ask(options) {
      const { id } = await scene.openSession();
      return scene.ask('POST', `/api/v1/sessions/${id}/keepalive`, options);
    },
    right: 200,
    // The id alone says that somebody still watches; it gives no further rights.
    others: { 'no token': 200 },
  },
  // Recordings are off here: what is said to who may is said behind the guard.
  'GET /api/v1/cameras/:cameraId/recordings': {
    action: 'playback',
    ask: simply('GET', '/api/v1/cameras/door/recordings'),
    right: 200,
  },
  'POST /api/v1/cameras/:cameraId/recordings': {
    action: 'record',
    ask: simply('POST', '/api/v1/cameras/door/recordings'),
    right: 409,
  },
  'POST /api/v1/cameras/:cameraId/recordings/stop': {
    action: 'record',
    ask: simply('POST', '/api/v1/cameras/door/recordings/stop'),
    right: 409,
  },
  'GET /api/v1/cameras/:cameraId/recordings/:recordingId': {
    action: 'playback',
    ask: simply('GET', '/api/v1/cameras/door/recordings/x'),
    right: 404,
  },
  'DELETE /api/v1/cameras/:cameraId/recordings/:recordingId': {
    action: 'delete',
    ask: simply('DELETE', '/api/v1/cameras/door/recordings/x'),
    right: 404,
  },
  'POST /api/v1/cameras/:cameraId/recordings/:recordingId/playback': {
    action: 'playback',
    ask: simply('POST', '/api/v1/cameras/door/recordings/x/playback'),
    right: 404,
  },
  'GET /api/v1/cameras/:cameraId/recordings/:recordingId/poster.jpg': {
    action: 'playback',
    ask: simply('GET', '/api/v1/cameras/door/recordings/x/poster.jpg'),
    right: 404,
  },
  'GET /api/v1/sessions': {
    action: 'admin',
    ask: simply('GET', '/api/v1/sessions'),
    right: 200,
    others: { 'other camera': 200 },
  },
  'DELETE /api/v1/cameras/:cameraId/sessions': {
    action: 'admin',
    ask: simply('DELETE', '/api/v1/cameras/door/sessions'),
    right: 200,
  },
  'DELETE /api/v1/cameras/:cameraId/sessions/:handle': {
    action: 'admin',
    async ask(options) {
      const subject = `viewer-${Math.random()}`;
      await scene.openSession({ sub: subject });
      const list = await scene.ask('GET', '/api/v1/sessions', { token: await scene.key.sign(full) });
      const { sessions } = JSON.parse(list.text) as { sessions: { handle: string; subject: string }[] };
      const handle = sessions.find((session) => session.subject === subject)?.handle;
      return scene.ask('DELETE', `/api/v1/cameras/door/sessions/${handle}`, options);
    },
    right: 204,
  },
  'POST /api/v1/revocations': {
    action: 'admin',
    ask: (options) => scene.ask('POST', '/api/v1/revocations', { ...options, body: '{"jti":"nobody"}' }),
    right: 200,
  },
  'GET /metrics': { action: 'admin', ask: simply('GET', '/metrics'), right: 200 },
  'GET /embed/:cameraId': {
    action: 'watch',
    ask: simply('GET', '/embed/door'),
    right: 200,
    others: { 'other camera': 401, 'other action': 401 },
  },
  ...Object.fromEntries(
    ['start', 'stop'].flatMap((verb) =>
      ['GET', 'POST'].map((method): [string, Row] => {
        const path = `/api/v1/video/${verb}-streaming-service`;
        return [`${method} ${path}`, { action: 'watch', ask: simply(method, path), right: 200 }];
      }),
    ),
  ),
  'GET /api/v1/video/hls/:file': {
    action: 'watch',
    async ask(options) {
      const token = await scene.key.sign(full);
      await scene.ask('POST', '/api/v1/video/start-streaming-service', { token });
      return scene.ask('GET', '/api/v1/video/hls/stream.m3u8', options);
    },
    right: 200,
  },
  'GET /video': { action: 'watch', ask: simply('GET', '/video'), right: 200 },
  'GET /healthz': { action: '', ask: simply('GET', '/healthz'), right: 200, others: always(200) },
  'GET /readyz': { action: '', ask: simply('GET', '/readyz'), right: 200, others: always(200) },
  'GET /embed/:cameraId/': {
    action: '',
    ask: simply('GET', '/embed/door/'),
    right: 308,
    others: always(308),
  },
  'GET /openapi.json': { action: '', ask: simply('GET', '/openapi.json'), right: 200, others: always(200) },
  'GET /:name': {
    action: '',
    ask: simply('GET', '/no-such-script.js'),
    right: 404,
    others: always(404),
  },
};

const sdp = 'application/sdp';
const trickle = 'application/trickle-ice-sdpfrag';

/** Routes that a session opens: with its id, or with its grant and its camera. Wrong words are not those of its end. */
const bySession: Record<
  string,
  {
    ask(place: { id: string; grant: string; cameraId: string }, options?: AskOptions): Promise<Answer>;
    right: number;
    gone: number;
    /** In the detail of who may, where the status is that of who may not. */
    detail?: RegExp;
  }
> = {
  'POST /api/v1/sessions/:sessionId/keepalive': {
    ask: ({ id }, options) => scene.ask('POST', `/api/v1/sessions/${id}/keepalive`, options),
    right: 200,
    gone: 410,
  },
  'POST /api/v1/sessions/:sessionId/close': {
    ask: ({ id }, options) => scene.ask('POST', `/api/v1/sessions/${id}/close`, options),
    right: 204,
    gone: 204,
  },
  'DELETE /api/v1/sessions/:sessionId': {
    ask: ({ id }, options) => scene.ask('DELETE', `/api/v1/sessions/${id}`, options),
    right: 204,
    gone: 204,
  },
  ...Object.fromEntries(
    [
      ['GET', '/:file', '/index.m3u8', 200, {}],
      ['GET', '/live.mp4', '/live.mp4', 200, {}],
      ['GET', '/video.mjpeg', '/video.mjpeg', 200, {}],
      ['POST', '/whep', '/whep', 400, { body: 'no offer', type: sdp }],
      ['PATCH', '/whep/:id', '/whep/x', 404, { body: '', type: trickle }],
      ['DELETE', '/whep/:id', '/whep/x', 404, {}],
    ].map(([method, route, file, right, given]) => [
      `${method} /live/:grant/:cameraId${route}`,
      {
        ask: ({ grant, cameraId }: { grant: string; cameraId: string }, options?: AskOptions) =>
          scene.ask(method as string, `/live/${grant}/${cameraId}${file}`, {
            ...options,
            ...(given as AskOptions),
          }),
        right: right as number,
        gone: 404,
        ...(right === 404 && { detail: /new offer/ }),
      },
    ]),
  ),
};

/** Routes that the grant of a playback opens: `recordings-gateway.test.ts` asks them. */
const byPlayback = [':file', 'recording.mp4', 'poster.jpg'].map(
  (file) => `GET /recordings/:grant/:cameraId/${file}`,
);

describe('every route', () => {
  it('has a policy and rows here, those in front of the app too', () => {
    const registered = scene.gateway.routes
      .filter(({ method, path }) => !(method === 'ALL' && path.endsWith('/*')))
      .map(({ method, path }) => routeName(method, path));
    // Hono registers a middleware for named methods as it does a route.
    const middlewares = ['POST *', 'PUT *', 'PATCH *', 'DELETE *'].map((name) => name.replace('*', '/*'));
    const routes = [...new Set(registered)].filter((name) => !middlewares.includes(name));
    assert.deepEqual([...routes].sort(), [...guardedRoutes].sort());
    const rows = new Set([...Object.keys(byToken), ...Object.keys(bySession), ...byPlayback]);
    assert.deepEqual([...rows].sort(), [...guardedRoutes].sort());
    assert.ok(guardedRoutes.includes(`GET ${listenedRoute}`));
  });
});

for (const [route, { action, ask, right, others = {} }] of Object.entries(byToken)) {
  describe(`${route} by token`, () => {
    for (const column of Object.keys(columns) as Column[]) {
      const expected = others[column] ?? (column === 'right' ? right : isOf401(column) ? 401 : 403);
      it(`${column}: ${expected}`, async () => {
        const token = await columns[column](full, action);
        const { status, headers, text } = await ask({ token });
        assert.equal(status, expected, text);
        const challenge = headers.get('WWW-Authenticate');
        if (expected === 401) assert.match(challenge ?? '', /^Bearer realm="/);
        if (expected === 401 && column === 'no token') assert.doesNotMatch(challenge ?? '', /error=/);
        if (expected === 403) assert.match(challenge ?? '', /error="insufficient_scope"/);
        if (token !== undefined) assert.ok(!text.includes(token));
      });
    }
  });
}

for (const [route, { ask, right, gone, detail }] of Object.entries(bySession)) {
  describe(`${route} by session`, () => {
    const place = async (claims?: Claims) => {
      const session = await scene.openSession(claims);
      return { id: session.id, grant: grantIn(session), cameraId: 'door' };
    };
    const isMedia = route.includes('/live/');

    it(`right: ${right}, whatever token is sent with it`, async () => {
      const tokens = isMedia ? [undefined, await columns.expired(full), 'nonsense'] : [undefined];
      for (const token of tokens) {
        const { status, text } = await ask(await place(), { token });
        assert.equal(status, right, text);
        if (detail) assert.match(text, detail);
      }
    });

    it(`made up: ${gone}, also with a token for all`, async () => {
      const madeUp = 'A'.repeat(24);
      for (const token of isMedia ? [undefined, await scene.key.sign(full)] : [undefined]) {
        const { status, text } = await ask({ id: madeUp, grant: madeUp, cameraId: 'door' }, { token });
        assert.equal(status, gone, text);
        if (detail) assert.doesNotMatch(text, detail);
      }
    });

    it(`replayed after close: ${gone}`, async () => {
      const opened = await place();
      await scene.ask('DELETE', `/api/v1/sessions/${opened.id}`);
      const { status, text } = await ask(opened);
      assert.equal(status, gone, text);
      if (detail) assert.doesNotMatch(text, detail);
    });

    it(`revoked: ${gone}`, async () => {
      const opened = await place({ jti: `of ${route}` });
      const token = await scene.key.sign(full);
      const body = JSON.stringify({ jti: `of ${route}` });
      const revocation = await scene.ask('POST', '/api/v1/revocations', { token, body });
      assert.deepEqual(JSON.parse(revocation.text), { ended: 1 });
      const { status, text } = await ask(opened);
      assert.equal(status, gone, text);
      if (detail) assert.doesNotMatch(text, detail);
    });

    if (isMedia) {
      it('of another camera: 404', async () => {
        const { status, text } = await ask({ ...(await place()), cameraId: 'gate' });
        assert.equal(status, 404, text);
        if (detail) assert.doesNotMatch(text, detail);
      });
    }
  });
}

describe('live.mp4 over a WebSocket', () => {
  const socketAt = (grant: string, cameraId: string) =>
    watchSocket(new URL(`/live/${grant}/${cameraId}/live.mp4`, scene.url));

  it('is opened by the grant, until the session ends', async () => {
    const session = await scene.openSession({ jti: 'of a socket' });
    const { next, closed } = socketAt(grantIn(session), 'door');
    assert.match(String(await next()), /video\/mp4/);
    const token = await scene.key.sign(full);
    await scene.ask('POST', '/api/v1/revocations', { token, body: '{"jti":"of a socket"}' });
    assert.equal(await closed(), '4404 not_found');
    assert.equal(await socketAt(grantIn(session), 'door').closed(), '4404 not_found');
  });

  it('is closed to a grant that is made up, and to one of another camera', async () => {
    const session = await scene.openSession();
    assert.equal(await socketAt('A'.repeat(24), 'door').closed(), '4404 not_found');
    assert.equal(await socketAt(grantIn(session), 'gate').closed(), '4404 not_found');
  });
});
