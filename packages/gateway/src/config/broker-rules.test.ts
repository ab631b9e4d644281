import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigError, parseConfig } from './parse.js';

const cameras = [{ id: 'front-door' }, { id: 'shed' }];
const good = { 'front-door': 'a long password', shed: 'another long one' };

function problemsOf(broker: Record<string, unknown>): readonly string[] {
  try {
    parseConfig({ cameras, broker });
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
}

describe('settings of the embedded broker', () => {
  for (const host of ['127.0.0.1', '127.8.9.1', 'localhost', '::1']) {
    it(`need no passwords on ${host}`, () => assert.deepEqual(problemsOf({ enabled: true, host }), []));
  }

  for (const host of ['0.0.0.0', '::', '192.168.1.10', 'gateway.lan']) {
    it(`need passwords on ${host}, and the refusal says how`, () => {
      const [problem, ...more] = problemsOf({ enabled: true, host });
      assert.deepEqual(more, []);
      assert.match(
        problem ?? '',
        /^broker\.host: .* needs a password: .*"front-door".*openssl.*127\.0\.0\.1$/,
      );
      assert.deepEqual(problemsOf({ enabled: true, host, passwords: good }), []);
    });
  }

  it('are not looked at while it is off', () => {
    assert.deepEqual(problemsOf({ enabled: false, host: '0.0.0.0' }), []);
  });

  it('name each camera without a password and each password without a camera', () => {
    const problems = problemsOf({
      enabled: true,
      passwords: { 'front-door': 'a long password', barn: 'x'.repeat(12) },
    });
    assert.equal(problems.length, 2);
    assert.match(problems[0] ?? '', /"barn" is not the id/);
    assert.match(problems[1] ?? '', /none for the camera "shed"/);
  });

  it('refuse passwords that can be guessed, without repeating them', () => {
    const [problem] = problemsOf({ enabled: true, passwords: { ...good, shed: 'short' } });
    assert.match(problem ?? '', /^broker\.passwords\.shed: must be 12 characters or more/);
    assert.doesNotMatch(problem ?? '', /short/);
  });
});
