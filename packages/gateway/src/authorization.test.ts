/** Who may watch, over time: rights that end or are extended, public cameras, administrators; at a whole gateway. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { CameraList, SessionList } from '@rpi-live-camera/protocol';
import { createGateway } from './gateway.js';
import { within } from './testing/deadline.js';
import { grantIn, startTokenGateway, type TokenGateway } from './testing/token-gateway.js';
import { inSeconds } from './testing/token-signer.js';

type Claims = Record<string, unknown>;

let scene: TokenGateway;
before(async () => {
  scene = await startTokenGateway({ ports: '31900-31909', auth: { publicCameras: ['yard'] } });
});
after(() => scene.close());

const sign = (claims: Claims) => scene.key.sign({ aud: 'cameras', ...claims });
const keepAlive = (id: string, token?: string) =>
  scene.ask('POST', `/api/v1/sessions/${id}/keepalive`, { token });
const playlistOf = (grant: string) => scene.ask('GET', `/live/${grant}/door/index.m3u8`);
const admin = () => sign({ sub: 'root', cameras: ['*'], actions: ['admin'] });

async function untilGone(id: string): Promise<void> {
  const asking = async (): Promise<void> => {
    while ((await keepAlive(id)).status !== 410) await delay(50);
  };
  await within(asking(), 'the end of the session');
}

describe('the right to watch', () => {
  it('ends with the token, and takes the session and its media along', async () => {
    const exp = inSeconds(2);
    const session = await scene.openSession({ exp });
    assert.equal(session.rightsExpireAt, new Date(exp * 1000).toISOString());
    assert.ok(Date.parse(session.expiresAt) <= exp * 1000 + 5, session.expiresAt);
    assert.equal((await playlistOf(grantIn(session))).status, 200);
    await untilGone(session.id);
    assert.ok(Date.now() >= exp * 1000, 'not before');
    assert.equal((await playlistOf(grantIn(session))).status, 404);
  });

  it('is extended by a keep-alive with a fresh token, for the same session', async () => {
    const before = inSeconds(2);
    const session = await scene.openSession({ exp: before });
    const exp = inSeconds(30);
    const answer = await keepAlive(session.id, await sign({ exp, cameras: ['door'] }));
    assert.equal(answer.status, 200, answer.text);
    assert.equal(JSON.parse(answer.text).rightsExpireAt, new Date(exp * 1000).toISOString());
    // Until well after the session would have ended.
    while (Date.now() < before * 1000 + 1500) await delay(50);
    assert.equal((await keepAlive(session.id)).status, 200);
    assert.equal((await playlistOf(grantIn(session))).status, 200);
    // The one of before comes again: what was given is not taken back.
    const older = await keepAlive(session.id, await sign({ exp: inSeconds(2), cameras: ['door'] }));
    assert.equal(JSON.parse(older.text).rightsExpireAt, new Date(exp * 1000).toISOString());
  });

  it('is not touched by a keep-alive whose token is refused', async () => {
    const exp = inSeconds(30);
    const session = await scene.openSession({ exp });
    assert.equal((await keepAlive(session.id, 'nonsense')).status, 401);
    assert.equal((await keepAlive(session.id, await sign({ cameras: ['gate'] }))).status, 403);
    const { rightsExpireAt } = JSON.parse((await keepAlive(session.id)).text);
    assert.equal(rightsExpireAt, new Date(exp * 1000).toISOString());
  });
});

describe('a token', () => {
  it('is not read from an address', async () => {
    const token = await sign({ cameras: ['*'] });
    for (const name of ['token', 'access_token']) {
      const { status } = await scene.ask('GET', `/api/v1/cameras/door?${name}=${token}`);
      assert.equal(status, 401);
    }
  });

  it('that is not for a camera tells nothing of whether there is one', async () => {
    const token = await sign({ cameras: ['gate'] });
    const answers = [];
    for (const id of ['door', 'nowhere']) {
      for (const asking of [undefined, token]) {
        const { status, text } = await scene.ask('POST', `/api/v1/cameras/${id}/sessions`, { token: asking });
        answers.push([status, JSON.parse(text).detail]);
      }
    }
    assert.deepEqual(answers.slice(0, 2), answers.slice(2));
    const forAll = await sign({ cameras: ['*'] });
    const { status } = await scene.ask('POST', '/api/v1/cameras/nowhere/sessions', { token: forAll });
    assert.equal(status, 404);
  });

  it('shows in the list what it is for, beside what is public', async () => {
    const listed = async (token?: string) =>
      (JSON.parse((await scene.ask('GET', '/api/v1/cameras', { token })).text) as CameraList).cameras.map(
        ({ id }) => id,
      );
    assert.deepEqual(await listed(), ['yard']);
    assert.deepEqual(await listed(await sign({ cameras: ['d*'] })), ['door', 'yard']);
    assert.deepEqual(await listed(await sign({ cameras: ['d*'], actions: ['record'] })), ['yard']);
    assert.deepEqual(await listed(await sign({ cameras: ['*'] })), ['door', 'gate', 'yard']);
  });
});

describe('a public camera', () => {
  it('needs no token, and minds none that has run out', async () => {
    const expired = await sign({ cameras: ['yard'], exp: inSeconds(-60) });
    for (const token of [undefined, expired, 'nonsense']) {
      assert.equal((await scene.ask('GET', '/api/v1/cameras/yard', { token })).status, 200);
      assert.equal((await scene.ask('GET', '/embed/yard', { token })).status, 200);
    }
  });

  it('is public for those who watch, not for administrators', async () => {
    const { status } = await scene.ask('DELETE', '/api/v1/cameras/yard/sessions');
    assert.equal(status, 401);
  });

  it('is none of the others', async () => {
    assert.equal((await scene.ask('GET', '/api/v1/cameras/door')).status, 401);
    const page = await scene.ask('GET', '/embed/door');
    assert.equal(page.status, 401);
    assert.match(page.text, /<rpi-live-camera[^>]* camera="door"[^>]* autoplay/, 'which tells its viewers');
  });
});

describe('an administrator', () => {
  it('sees who watches, without a word that would let him watch in their place', async () => {
    const session = await scene.openSession({ sub: 'ann', jti: 'anns' });
    const { text } = await scene.ask('GET', '/api/v1/sessions', { token: await admin() });
    const shown = (JSON.parse(text) as SessionList).sessions.find(({ subject }) => subject === 'ann');
    assert.equal(shown?.cameraId, 'door');
    assert.equal(shown?.tokenId, 'anns');
    assert.equal(shown?.rightsExpireAt, session.rightsExpireAt);
    for (const secret of [session.id, grantIn(session)]) assert.ok(!text.includes(secret));
    await scene.ask('DELETE', `/api/v1/sessions/${shown?.handle}`);
    assert.equal((await keepAlive(session.id)).status, 200, 'the handle is no credential');
  });

  it('of some cameras sees theirs and ends theirs', async () => {
    const session = await scene.openSession();
    const token = await sign({ cameras: ['gate'], actions: ['admin'] });
    assert.deepEqual(JSON.parse((await scene.ask('GET', '/api/v1/sessions', { token })).text), {
      sessions: [],
    });
    assert.equal((await scene.ask('DELETE', '/api/v1/cameras/door/sessions', { token })).status, 403);
    assert.equal((await keepAlive(session.id)).status, 200);
  });

  it('ends one session, or all of a camera, and each act is in the log with who did it', async () => {
    const [one, two, three] = [
      await scene.openSession({ sub: 'one' }),
      await scene.openSession(),
      await scene.openSession(),
    ];
    const token = await admin();
    const { sessions } = JSON.parse(
      (await scene.ask('GET', '/api/v1/sessions', { token })).text,
    ) as SessionList;
    const handle = sessions.find(({ subject }) => subject === 'one')?.handle;
    const path = `/api/v1/cameras/door/sessions/${handle}`;
    assert.equal((await scene.ask('DELETE', path.replace('door', 'gate'), { token })).status, 404);
    assert.equal((await scene.ask('DELETE', path, { token })).status, 204);
    assert.equal((await scene.ask('DELETE', path, { token })).status, 404);
    assert.deepEqual([(await keepAlive(one.id)).status, (await keepAlive(two.id)).status], [410, 200]);
    const all = await scene.ask('DELETE', '/api/v1/cameras/door/sessions', { token });
    assert.ok(JSON.parse(all.text).ended >= 2);
    assert.deepEqual([(await keepAlive(two.id)).status, (await keepAlive(three.id)).status], [410, 410]);

    const acts = scene.said.filter(({ facts }) => facts.administrator === 'root');
    assert.ok(acts.some(({ facts, message }) => /ended a session/.test(message) && facts.session === handle));
    assert.ok(acts.some(({ message }) => /ended all sessions of a camera/.test(message)));
    assert.ok(acts.every(({ facts }) => typeof facts.requestId === 'string'));
  });

  it('shuts out a viewer: what he sees ends, and the tokens that he has are refused', async () => {
    const token = await sign({ sub: 'eve', iat: inSeconds(-60), cameras: ['door'] });
    const session = await scene.openSession({ sub: 'eve', iat: inSeconds(-60) });
    const other = await scene.openSession({ sub: 'bob' });
    const body = JSON.stringify({ sub: 'eve', expiresAt: new Date(Date.now() + 60_000).toISOString() });
    const { status, text } = await scene.ask('POST', '/api/v1/revocations', { token: await admin(), body });
    assert.equal(status, 200, text);
    assert.deepEqual(JSON.parse(text), { ended: 1 });
    assert.equal((await keepAlive(session.id)).status, 410);
    assert.equal((await keepAlive(other.id, token)).status, 401);
    assert.equal((await scene.ask('POST', '/api/v1/cameras/door/sessions', { token })).status, 401);
  });

  it('is told what a revocation has to say', async () => {
    const token = await admin();
    for (const body of [
      '',
      '{}',
      '{"jti":""}',
      '{"jti":"a","sub":"b"}',
      '{"jti":"a","expiresAt":"2020-01-01T00:00:00Z"}',
      '{"jti":"a","expiresAt":"soon"}',
      '[]',
      '{',
    ]) {
      const { status } = await scene.ask('POST', '/api/v1/revocations', { token, body });
      assert.equal(status, 400, body);
    }
  });

  it('alone is told why the gateway is not ready', async () => {
    const checksFor = async (token?: string) =>
      JSON.parse((await scene.ask('GET', '/readyz', { token })).text).checks as { detail?: string }[];
    assert.ok((await checksFor(await admin())).every(({ detail }) => detail !== undefined));
    assert.ok((await checksFor()).every(({ detail }) => detail === undefined));
    assert.ok((await checksFor(await sign({ cameras: ['*'] }))).every(({ detail }) => detail === undefined));
  });
});

describe('a gateway without tokens', () => {
  const cameras = [{ id: 'door' }];

  it('has no administrators, from wherever they ask', async () => {
    const open = createGateway({ cameras });
    for (const [method, path] of [
      ['GET', '/api/v1/sessions'],
      ['DELETE', '/api/v1/cameras/door/sessions'],
      ['DELETE', '/api/v1/cameras/door/sessions/x'],
      ['POST', '/api/v1/revocations'],
    ] as const) {
      const response = await open.request(path, { method });
      assert.equal(response.status, 403, path);
      assert.match(((await response.json()) as { detail: string }).detail, /auth\.mode/);
    }
  });

  it('lets everybody see the rest, with a token or without', async () => {
    const open = createGateway({ cameras });
    for (const headers of [new Headers(), new Headers({ Authorization: 'Bearer nonsense' })]) {
      for (const path of ['/api/v1/cameras', '/api/v1/cameras/door', '/metrics', '/embed/door'])
        assert.equal((await open.request(path, { headers })).status, 200, path);
      const { checks } = (await (await open.request('/readyz', { headers })).json()) as { checks: object[] };
      assert.ok(checks.every((check) => 'detail' in check));
    }
  });
});

describe('the endpoints of older systems', () => {
  it('need no token where compat.public is set, and nothing else does', async () => {
    const secret = 'a secret of thirty-two bytes or more';
    const gateway = createGateway({
      cameras: [{ id: 'door' }],
      compat: { cameraId: 'door', public: true },
      auth: { mode: 'jwt', secret },
    });
    const stopped = await gateway.request('/api/v1/video/stop-streaming-service', { method: 'POST' });
    assert.equal(stopped.status, 200);
    assert.equal((await gateway.request('/api/v1/cameras/door')).status, 401);
  });
});
