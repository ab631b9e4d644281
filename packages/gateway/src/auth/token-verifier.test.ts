import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseConfig } from '../config/parse.js';
import type { ConfigInput } from '../config/schema.js';
import { GatewayError } from '../errors/gateway-error.js';
import { silentLogger } from '../log/logger.js';
import { inSeconds, makeUnsigned, signWithSecret, spoil, testSecret } from '../testing/token-signer.js';
import { Revocations } from './revocations.js';
import { createTokenKeys } from './token-keys.js';
import { createTokenVerifier } from './token-verifier.js';
import { createViewerToken } from './viewer-token.js';

function verifier(auth: NonNullable<ConfigInput['auth']> = {}, nowMs = Date.now) {
  const config = parseConfig({
    cameras: [{ id: 'door' }],
    auth: { mode: 'jwt', secret: testSecret, ...auth },
  });
  const revocations = new Revocations();
  const keys = createTokenKeys(config.auth, silentLogger);
  const { audience } = config.auth;
  return { verify: createTokenVerifier({ keys, audience, revocations, nowMs }), revocations };
}

const refusal = (pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof GatewayError, String(error));
  assert.equal(error.code, 'unauthorized');
  assert.match(error.message, pattern);
  assert.match(
    error.challenge ?? '',
    /^Bearer realm="[^"]+", error="invalid_token", error_description="[^"\\]+"$/,
  );
  return true;
};

describe('checking a token', () => {
  const { verify } = verifier();

  it('reads who it is for and what it allows', async () => {
    const exp = inSeconds(30);
    const viewer = await verify(
      await signWithSecret({
        exp,
        sub: 'ann',
        jti: 'one',
        iat: 1000,
        cameras: ['site1-*'],
        actions: ['watch'],
      }),
    );
    assert.deepEqual(
      [viewer.subject, viewer.tokenId, viewer.issuedAtMs, viewer.expiresAtMs, viewer.identity],
      ['ann', 'one', 1_000_000, exp * 1000, 'sub:ann'],
    );
    assert.equal(viewer.may('watch', 'site1-door'), true);
    assert.equal(viewer.may('watch', 'site2-door'), false);
    assert.equal(viewer.may('snapshot', 'site1-door'), false);
  });

  it('takes watch and snapshot for allowed where no actions are named, and no camera where none is', async () => {
    const viewer = await verify(await signWithSecret({ cameras: 'door' }));
    assert.equal(viewer.may('watch', 'door'), true);
    assert.equal(viewer.may('snapshot', 'door'), true);
    assert.equal(viewer.may('admin', 'door'), false);
    assert.equal((await verify(await signWithSecret({}))).may('watch', 'door'), false);
  });

  it('passes over actions that it does not know', async () => {
    const viewer = await verify(await signWithSecret({ cameras: ['*'], actions: ['dance', 'record'] }));
    assert.equal(viewer.may('record', 'door'), true);
    assert.equal(viewer.may('watch', 'door'), false);
  });

  it('tells viewers apart by subject, else by token id, else by token', async () => {
    const identities = await Promise.all(
      [{ sub: 'a' }, { jti: 'a' }, {}, { cameras: ['x'] }].map(async (claims) => {
        return (await verify(await signWithSecret(claims))).identity;
      }),
    );
    assert.equal(new Set(identities).size, 4);
  });

  const wrong: Record<string, [() => string | Promise<string>, RegExp]> = {
    'a bad signature': [async () => spoil(await signWithSecret({})), /another key/],
    'another secret': [() => signWithSecret({}, 'another secret of thirty-two bytes'), /another key/],
    'alg none': [() => makeUnsigned({}), /algorithm/],
    'no end': [() => signWithSecret({ exp: undefined }), /exp/],
    'an end that is none': [() => signWithSecret({ exp: 'never' as never }), /exp/],
    'an end in the past': [() => signWithSecret({ exp: inSeconds(-1) }), /expired/],
    'a beginning in the future': [() => signWithSecret({ nbf: inSeconds(30) }), /not valid yet/],
    'cameras that are no names': [() => signWithSecret({ cameras: [1] }), /cameras/],
    'actions that are no names': [() => signWithSecret({ actions: { watch: true } }), /actions/],
    'a subject that is no text': [() => signWithSecret({ sub: 7 as never }), /sub/],
    'an id that is no text': [() => signWithSecret({ jti: {} as never }), /jti/],
    'no shape of a token': [() => 'abc', /cannot be read/],
    'an empty signature': [async () => (await signWithSecret({})).replace(/[^.]+$/, ''), /./],
  };
  for (const [name, [make, pattern]] of Object.entries(wrong)) {
    it(`refuses ${name}, and says so`, async () => assert.rejects(verify(await make()), refusal(pattern)));
  }

  it('forgives the clock of who signs five seconds at the beginning, and none at the end', async () => {
    await verify(await signWithSecret({ nbf: inSeconds(4) }));
    const exp = inSeconds(60);
    const atItsEnd = verifier({}, () => exp * 1000).verify;
    await assert.rejects(atItsEnd(await signWithSecret({ exp })), refusal(/expired/));
    const justBefore = verifier({}, () => exp * 1000 - 1).verify;
    await justBefore(await signWithSecret({ exp }));
  });

  it('wants the audience that is set, alone or among others', async () => {
    const { verify: strict } = verifier({ audience: 'cameras' });
    await strict(await signWithSecret({ aud: 'cameras' }));
    await strict(await signWithSecret({ aud: ['shop', 'cameras'] }));
    await assert.rejects(strict(await signWithSecret({ aud: 'shop' })), refusal(/audience/));
    await assert.rejects(strict(await signWithSecret({})), refusal(/audience/));
  });

  it('takes tokens of secrets of before while these are named', async () => {
    const previous = 'the secret before, of thirty-two bytes';
    const { verify: both } = verifier({ previousSecrets: [previous] });
    await both(await signWithSecret({}, previous));
    await both(await signWithSecret({}));
    await assert.rejects(both(await signWithSecret({}, `${previous}!`)), refusal(/another key/));
    await assert.rejects(verify(await signWithSecret({}, previous)), refusal(/another key/));
  });

  it('refuses what was revoked, also a viewer that it let in before', async () => {
    const { verify: revoking, revocations } = verifier();
    const token = await signWithSecret({ jti: 'one' });
    const viewer = await revoking(token);
    viewer.assertValid();
    revocations.revoke({ tokenId: 'one' }, Number.POSITIVE_INFINITY);
    await assert.rejects(revoking(token), refusal(/revoked/));
    assert.throws(() => viewer.assertValid(), refusal(/revoked/));
  });

  it('shows a date for an end beyond all dates', async () => {
    const viewer = await verify(await signWithSecret({ exp: 1e300 }));
    assert.match(new Date(viewer.expiresAtMs).toISOString(), /^\+275760/);
  });
});

describe('createViewerToken', () => {
  const { verify } = verifier({ audience: 'cameras' });

  it('makes a token that the gateway takes', async () => {
    const viewer = await verify(
      await createViewerToken({
        secret: testSecret,
        cameras: ['door'],
        actions: ['watch', 'admin'],
        subject: 'ann',
        audience: 'cameras',
        expiresInMs: 60_000,
      }),
    );
    assert.equal(viewer.subject, 'ann');
    assert.equal(viewer.may('admin', 'door'), true);
    assert.equal(viewer.may('snapshot', 'door'), false);
    assert.ok(viewer.expiresAtMs <= Date.now() + 60_000 && viewer.expiresAtMs > Date.now() + 58_000);
    assert.match(viewer.tokenId ?? '', /^[\w-]{36}$/);
  });

  it('refuses a secret that is too short, and no time', async () => {
    const options = { cameras: ['door'], secret: testSecret, expiresInMs: 60_000 };
    await assert.rejects(createViewerToken({ ...options, secret: 'short' }), /5 bytes .* openssl/);
    for (const expiresInMs of [0, 999, Number.NaN, Number.POSITIVE_INFINITY])
      await assert.rejects(createViewerToken({ ...options, expiresInMs }), /expiresInMs/);
  });
});
