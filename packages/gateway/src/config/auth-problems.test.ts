import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigError, parseConfig } from './parse.js';
import type { ConfigInput } from './schema.js';

const secret = 'a secret of thirty-two bytes or more';
const problemsOf = (auth: unknown): readonly string[] => {
  try {
    parseConfig({ cameras: [{ id: 'door' }], auth: auth as ConfigInput['auth'] });
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
};

describe('settings of who may watch', () => {
  for (const auth of [
    {},
    { mode: 'none' },
    { mode: 'jwt', secret },
    { mode: 'jwt', secret, previousSecrets: [secret], audience: 'cameras', publicCameras: ['door'] },
    { mode: 'jwt', jwks: 'keys.json' },
    { mode: 'jwt', jwks: 'https://site.example/jwks.json' },
  ]) {
    it(`may be ${JSON.stringify(auth)}`, () => assert.deepEqual(problemsOf(auth), []));
  }

  for (const [auth, sentences] of [
    [{ mode: 'jwt' }, [/needs a key.*openssl/]],
    [{ mode: 'jwt', secret, jwks: 'keys.json' }, [/exclude each other/]],
    [{ mode: 'jwt', secret: 'short' }, [/auth\.secret: has 5 bytes.*32.*openssl/]],
    [{ mode: 'jwt', secret, previousSecrets: [secret, 'old'] }, [/auth\.previousSecrets\.1: has 3 bytes/]],
    [{ mode: 'jwt', jwks: 'keys.json', previousSecrets: [secret] }, [/goes with auth\.secret/]],
    [{ mode: 'jwt', secret, publicCameras: ['gate'] }, [/"gate" is not the id/]],
    [
      { secret, publicCameras: ['door'] },
      [/auth\.secret: has no effect/, /auth\.publicCameras: has no effect/],
    ],
    [{ mode: 'none', jwks: 'keys.json', audience: 'a' }, [/auth\.jwks: has no effect/, /auth\.audience/]],
    [{ mode: 'basic' }, [/must be "none" or "jwt"/]],
  ] as const) {
    it(`may not be ${JSON.stringify(auth)}`, () => {
      const problems = problemsOf(auth);
      assert.equal(problems.length, sentences.length, problems.join('\n'));
      for (const [index, sentence] of sentences.entries()) assert.match(problems[index] ?? '', sentence);
      assert.doesNotMatch(problems.join(), /thirty-two/, 'shows no secret');
    });
  }
});
