/** Tokens by public keys: of each kind, from a file and from a URL, changed while the gateway runs. */
import assert from 'node:assert/strict';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ConfigError, parseConfig } from '../config/parse.js';
import { GatewayError } from '../errors/gateway-error.js';
import { type Logger, silentLogger } from '../log/logger.js';
import {
  createTestKey,
  keyKinds,
  makeUnsigned,
  signWithPublicKey,
  signWithSecret,
  spoil,
} from '../testing/token-signer.js';
import { openJwksFile } from './jwks-file.js';
import { Revocations } from './revocations.js';
import { createTokenKeys } from './token-keys.js';
import { createTokenVerifier } from './token-verifier.js';

function verifier(jwks: string) {
  const { auth } = parseConfig({ cameras: [{ id: 'door' }], auth: { mode: 'jwt', jwks } });
  const keys = createTokenKeys(auth, silentLogger);
  return createTokenVerifier({ keys, audience: null, revocations: new Revocations() });
}

const hasCode = (code: string) => (error: unknown) => error instanceof GatewayError && error.code === code;

let directory: string;
const fileOf = (name: string): string => join(directory, name);
const writeKeys = async (name: string, ...jwks: Record<string, unknown>[]): Promise<string> => {
  // As careful programs replace a file that others read.
  await writeFile(fileOf(`${name}.new`), JSON.stringify({ keys: jwks }));
  await rename(fileOf(`${name}.new`), fileOf(name));
  return fileOf(name);
};

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jwks-'));
});
after(() => rm(directory, { recursive: true }));

describe('public keys', () => {
  for (const kind of keyKinds) {
    it(`take ${kind}, and none of the tricks with it`, async () => {
      const key = createTestKey(kind);
      const verify = verifier(await writeKeys(kind, key.jwk));
      assert.equal((await verify(await key.sign({ sub: 'ann' }))).subject, 'ann');
      for (const token of [
        spoil(await key.sign({})),
        await createTestKey(kind).sign({}),
        makeUnsigned({}),
        signWithPublicKey({}, key.publicKey),
        await signWithSecret({}),
        await signWithSecret({}, JSON.stringify(key.jwk)),
      ])
        await assert.rejects(verify(token), hasCode('unauthorized'));
    });
  }

  it('are found by their ids, or tried one after the other', async () => {
    const named = [createTestKey('ES256', 'one'), createTestKey('ES256', 'two')];
    const nameless = [createTestKey('ES256'), createTestKey('ES256')];
    for (const [name, keys] of Object.entries({ named, nameless })) {
      const verify = verifier(await writeKeys(name, ...keys.map(({ jwk }) => jwk)));
      for (const key of keys) await verify(await key.sign({}));
      const stranger = createTestKey('ES256', name === 'named' ? 'one' : undefined);
      await assert.rejects(verify(await stranger.sign({})), hasCode('unauthorized'));
    }
  });

  it('are not taken for another algorithm than their own', async () => {
    const rsa = createTestKey('RS256');
    const verify = verifier(await writeKeys('own', { ...rsa.jwk, alg: 'PS256' }));
    await assert.rejects(verify(await rsa.sign({})), hasCode('unauthorized'));
  });
});

describe('a file of keys', () => {
  it('is read again when it has changed; one that cannot be used changes nothing', async () => {
    const warnings: string[] = [];
    const logger: Logger = { ...silentLogger, warn: (_, message) => warnings.push(message) };
    const [first, second] = [createTestKey('ES256', 'first'), createTestKey('ES256', 'second')];
    const path = await writeKeys('rotated', first.jwk);
    const find = openJwksFile(path, logger, { lookEveryMs: 0 });
    const knows = (kid: string) =>
      Promise.resolve(find({ alg: 'ES256', kid }, { payload: '', signature: '' })).then(
        () => true,
        () => false,
      );
    assert.deepEqual([await knows('first'), await knows('second')], [true, false]);
    await writeKeys('rotated', first.jwk, second.jwk);
    assert.deepEqual([await knows('first'), await knows('second')], [true, true]);
    await writeKeys('rotated', second.jwk);
    assert.deepEqual([await knows('first'), await knows('second')], [false, true]);

    await writeFile(path, '{ "keys": [');
    assert.deepEqual([await knows('second'), await knows('second')], [true, true]);
    assert.equal(warnings.length, 1);
    await rm(path);
    assert.deepEqual([await knows('second'), await knows('second')], [true, true]);
    assert.equal(warnings.length, 2);
    await writeKeys('rotated', first.jwk);
    assert.deepEqual([await knows('first'), await knows('second')], [true, false]);
  });

  const unusable: Record<string, [content: string | null, sentence: RegExp]> = {
    missing: [null, /cannot be read \(ENOENT\)/],
    'no-json': ['-----BEGIN PUBLIC KEY-----', /is not JSON/],
    'no-keys': ['{ "keys": [] }', /holds no keys/],
    'a-secret': ['{ "keys": [{ "kty": "oct", "k": "c2VjcmV0" }] }', /auth\.secret/],
    'a-private-key': ['{ "keys": [{ "kty": "OKP", "crv": "Ed25519", "x": "a", "d": "b" }] }', /private key/],
    'no-objects': ['{ "keys": [1] }', /./],
    long: [' '.repeat(300_000), /over 262144 bytes/],
  };
  for (const [name, [content, sentence]] of Object.entries(unusable)) {
    it(`keeps the gateway from starting when it is ${name}`, async () => {
      if (content !== null) await writeFile(fileOf(name), content);
      assert.throws(
        () => verifier(fileOf(name)),
        (error) =>
          error instanceof ConfigError &&
          /^auth\.jwks: /.test(error.problems[0] ?? '') &&
          sentence.test(error.message),
      );
    });
  }
});

describe('a URL of keys', () => {
  let server: Server;
  let url: string;
  let requestCount = 0;
  let answer: { status: number; body: string };
  before(async () => {
    server = createServer((_, response) => {
      requestCount += 1;
      response.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(answer.body);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
  });
  after(() => server.close());

  it('is asked once for many tokens, and not by each token with a made-up key', async () => {
    const key = createTestKey('RS256', 'one');
    answer = { status: 200, body: JSON.stringify({ keys: [key.jwk] }) };
    requestCount = 0;
    const verify = verifier(url);
    await Promise.all(Array.from({ length: 20 }, async () => verify(await key.sign({}))));
    assert.equal(requestCount, 1);
    for (let count = 0; count < 20; count += 1)
      await assert.rejects(
        verify(await createTestKey('ES256', `${count}`).sign({})),
        hasCode('unauthorized'),
      );
    assert.equal(requestCount, 1);
  });

  for (const [name, wrong] of Object.entries({
    'says that it has failed': { status: 500, body: '' },
    'leads elsewhere': { status: 302, body: '' },
    'answers something else': { status: 200, body: '<!doctype html>' },
    'does not end': { status: 200, body: `{ "keys": ["${'x'.repeat(300_000)}"] }` },
  })) {
    it(`lets nobody in when it ${name}, asks no more for a while, and says whose fault it is`, async () => {
      answer = wrong;
      requestCount = 0;
      const key = createTestKey('ES256');
      const verify = verifier(url);
      for (let count = 0; count < 3; count += 1) {
        await assert.rejects(verify(await key.sign({})), (error) => {
          assert.ok(error instanceof GatewayError);
          assert.equal(error.code, 'internal');
          assert.ok((error.retryAfterMs ?? 0) > 0);
          return true;
        });
      }
      assert.equal(requestCount, 1);
    });
  }

  it('lets nobody in when nobody answers', async () => {
    await assert.rejects(
      verifier('http://127.0.0.1:9/jwks.json')(await createTestKey('ES256').sign({})),
      hasCode('internal'),
    );
  });
});
