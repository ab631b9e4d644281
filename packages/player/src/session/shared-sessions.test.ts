import { assert } from 'chai';
import type { PlayerError } from '../errors/player-error.js';
import { until } from '../testing/camera-fixture.js';
import { FakeClock } from '../testing/fake-clock.js';
import { FakeGateway, fakeClient } from '../testing/fake-gateway.js';
import type { SessionRequest } from './gateway-request.js';
import type { SessionHolder } from './shared-session.js';
import { SharedSessions } from './shared-sessions.js';

const request: SessionRequest = { gatewayUrl: 'https://gateway.example', cameraId: 'door', token: '' };

/** A player that writes down what it is told. */
function player() {
  const heard: string[] = [];
  const failures: PlayerError[] = [];
  const holder: SessionHolder = {
    onProgress: (phase) => heard.push(phase),
    onViewerAsked: () => {},
    onOpened: ({ id }) => heard.push(`opened ${id}`),
    onRenewed: ({ id }, previous) => heard.push(`renewed ${previous.id} by ${id}`),
    onOpenFailed: (error) => {
      heard.push(`failed ${error.code}`);
      failures.push(error);
    },
    onGone: (error) => heard.push(`gone ${error.code}`),
  };
  return { heard, failures, holder };
}

function page() {
  const clock = new FakeClock();
  const gateway = new FakeGateway(clock);
  return { clock, gateway, sessions: new SharedSessions(fakeClient(gateway, clock)) };
}

const hasHeard = ({ heard }: { heard: string[] }, what: string) =>
  until(() => heard.includes(what), `a player hears "${what}": ${heard.join(', ')}`);

/** Two players on one session. */
async function twoPlayers() {
  const { clock, gateway, sessions } = page();
  const [one, two] = [player(), player()];
  const claims = [sessions.join(request, one.holder), sessions.join(request, two.holder)] as const;
  for (const each of [one, two]) await hasHeard(each, 'opened session-1');
  return { clock, gateway, sessions, one, two, claims };
}

describe('SharedSessions', () => {
  it('opens one and gives it up in Safari before 17.4, which has no AbortSignal.any()', async () => {
    const any = Object.getOwnPropertyDescriptor(AbortSignal, 'any')!;
    Reflect.deleteProperty(AbortSignal, 'any');
    try {
      const { gateway, sessions } = page();
      const [one, two] = [player(), player()];
      const claim = sessions.join(request, one.holder);
      await hasHeard(one, 'opened session-1');
      claim.leave('end');
      gateway.startAnswer = { kind: 'silence' };
      const other = sessions.join(request, two.holder);
      await until(() => gateway.startCount === 2, 'a session is asked for');
      other.leave('end');
      await until(() => gateway.abandonedCount === 1, 'the request is given up');
    } finally {
      Object.defineProperty(AbortSignal, 'any', any);
    }
  });

  it('opens one session for players that ask for the same, and ends it once, with the last of them', async () => {
    const { clock, gateway, sessions, one, two, claims } = await twoPlayers();
    assert.equal(gateway.startCount, 1);
    assert.deepEqual(one.heard, ['waking', 'receiving', 'buffering', 'opened session-1']);
    assert.deepEqual(two.heard, one.heard);
    clock.advance(10_000);
    assert.equal(gateway.countOf('keepalive'), 1, 'one keep-alive for both');
    assert.equal(claims[0].leave('end')?.id, 'session-1');
    assert.equal(claims[0].leave('end'), null);
    assert.equal(gateway.countOf('close'), 0);
    assert.equal(claims[1].session?.id, 'session-1');
    claims[1].leave('end');
    assert.equal(gateway.countOf('close'), 1);
    assert.deepEqual([sessions.size, clock.pendingCount], [0, 0]);
  });

  it('tells one that comes later what is there already', async () => {
    const { gateway, sessions } = await twoPlayers();
    const late = player();
    sessions.join(request, late.holder);
    assert.deepEqual(late.heard, [], 'nothing before join has returned');
    await hasHeard(late, 'opened session-1');
    assert.equal(gateway.startCount, 1);
  });

  const others: Record<string, SessionRequest> = {
    'another camera': { ...request, cameraId: 'garden' },
    'another gateway': { ...request, gatewayUrl: 'https://other.example' },
    'another token': { ...request, token: 'secret' },
    'another function for the token': { ...request, token: () => '' },
  };
  for (const [name, other] of Object.entries(others)) {
    it(`keeps apart who asks for ${name}`, async () => {
      const { gateway, sessions } = await twoPlayers();
      sessions.join(other, player().holder);
      await until(() => gateway.startCount === 2, 'a session of its own');
    });
  }

  it('gives up the opening when the last that waits for it leaves, not before', () => {
    const { clock, gateway, sessions } = page();
    gateway.startAnswer = { kind: 'silence' };
    const claims = [sessions.join(request, player().holder), sessions.join(request, player().holder)];
    return until(() => gateway.startCount === 1, 'the request').then(async () => {
      claims[0]?.leave('end');
      claims[1]?.leave('end');
      await until(() => gateway.abandonedCount === 1, 'the end of the request');
      await until(() => clock.pendingCount === 0, 'no timer');
    });
  });

  it('lets one that browsers may hold back behind others wait for longer than for a gateway that is not there', async () => {
    const { clock, gateway, sessions } = page();
    gateway.startAnswer = { kind: 'held', phases: ['waking'] };
    const [waking, queued] = [player(), player()];
    const wakingClaim = sessions.join({ ...request, cameraId: 'garden' }, waking.holder);
    await hasHeard(waking, 'waking');
    gateway.startAnswer = { kind: 'silence' };
    sessions.join(request, queued.holder);
    await until(() => gateway.startCount === 2, 'the second request');
    clock.advance(89_999);
    assert.deepEqual(queued.heard, []);
    wakingClaim.leave('end');
    clock.advance(1);
    await hasHeard(queued, 'failed gateway_unreachable');
  });

  it('tells all that it cannot be opened, and opens another one for who asks again', async () => {
    const { gateway, sessions } = page();
    gateway.startAnswer = { kind: 'problem', code: 'camera_offline' };
    const [one, two] = [player(), player()];
    sessions.join(request, one.holder);
    sessions.join(request, two.holder);
    for (const each of [one, two]) await hasHeard(each, 'failed camera_offline');
    gateway.startAnswer = { kind: 'session' };
    const again = player();
    sessions.join(request, again.holder);
    await hasHeard(again, 'opened session-1');
  });

  it('tells all when the gateway has forgotten it; they meet again in the next one', async () => {
    const { clock, gateway, sessions, one, two, claims } = await twoPlayers();
    gateway.openSessions.clear();
    clock.advance(10_000);
    for (const each of [one, two]) await hasHeard(each, 'gone session_gone');
    for (const [index, { holder }] of [one, two].entries()) {
      claims[index]?.leave('gone');
      sessions.join(request, holder);
    }
    for (const each of [one, two]) await hasHeard(each, 'opened session-2');
    assert.deepEqual([gateway.startCount, gateway.countOf('close')], [2, 0]);
  });

  it('asks the gateway when one player finds it gone, and believes the gateway', async () => {
    const { gateway, sessions, one, two, claims } = await twoPlayers();
    claims[0].leave('gone');
    sessions.join(request, one.holder);
    await hasHeard(one, 'opened session-2');
    await until(() => gateway.countOf('keepalive') === 1, 'the question');
    assert.notInclude(two.heard, 'gone session_gone');
    assert.equal(claims[1].session?.id, 'session-1');
    claims[1].leave('end');
    assert.deepEqual([...gateway.openSessions], ['session-2']);
  });

  it('lets nobody join one whose time has run out', async () => {
    const { clock, gateway, sessions } = await twoPlayers();
    gateway.keepAliveProblem = 'internal';
    clock.advance(20_000);
    const late = player();
    sessions.join(request, late.holder);
    await hasHeard(late, 'opened session-2');
  });

  it('opens another one when the right to it has run out, and ends the old one when that is there', async () => {
    const clock = new FakeClock();
    const gateway = new FakeGateway(clock);
    const sessions = new SharedSessions(fakeClient(gateway, clock));
    const tokens = ['first', 'second'];
    const one = player();
    const claim = sessions.join({ ...request, token: () => tokens.shift() ?? 'none' }, one.holder);
    await hasHeard(one, 'opened session-1');
    clock.advance(10_000);
    await until(() => gateway.countOf('keepalive') === 1, 'a keep-alive that is granted');
    await new Promise((resolve) => setTimeout(resolve));
    gateway.keepAliveProblem = 'unauthorized';
    clock.advance(10_000);
    await hasHeard(one, 'renewed session-1 by session-2');
    assert.equal(claim.session?.id, 'session-2');
    assert.deepEqual([...gateway.openSessions], ['session-2']);
    assert.deepEqual(
      gateway.requests.flatMap(({ headers }) => headers.get('Authorization') ?? []),
      ['Bearer first', 'Bearer second'],
    );
  });

  it('keeps the old one while another cannot be had, and asks again; a refusal ends it', async () => {
    const { clock, gateway, one, two, claims } = await twoPlayers();
    clock.advance(10_000);
    await until(() => gateway.countOf('keepalive') === 1, 'a keep-alive that is granted');
    await new Promise((resolve) => setTimeout(resolve));
    gateway.keepAliveProblem = 'unauthorized';
    gateway.startAnswer = { kind: 'unreachable' };
    clock.advance(10_000);
    await until(() => gateway.startCount === 2, 'the first attempt');
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(claims[0].session?.id, 'session-1');
    gateway.startAnswer = { kind: 'problem', code: 'forbidden' };
    clock.advance(10_000);
    for (const each of [one, two]) await hasHeard(each, 'gone forbidden');
    for (const claim of claims) claim.leave('end');
    assert.deepEqual([gateway.openSessions.size, clock.pendingCount], [0, 0]);
  });

  it('takes a refusal of the very first keep-alive for a fault on the way, as another session would not help', async () => {
    const { clock, gateway, one } = await twoPlayers();
    gateway.keepAliveProblem = 'unauthorized';
    clock.advance(30_000);
    await until(() => gateway.countOf('keepalive') === 3, 'three attempts');
    assert.equal(gateway.startCount, 1);
    assert.deepEqual(one.heard.at(-1), 'opened session-1');
  });
});
