import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Logger, silentLogger } from './logger.js';
import { withFacts } from './with-facts.js';
import { withoutSecrets } from './without-secrets.js';

function createPaper() {
  const lines: string[] = [];
  const write = (facts: Record<string, unknown>, message: string) =>
    lines.push(`${message} ${JSON.stringify(facts)}`);
  const logger: Logger = { error: write, warn: write, info: write, debug: write };
  return { lines, logger };
}

describe('withoutSecrets', () => {
  it('cuts out what it knows and what has the shape of a secret, however deep, at every level', () => {
    const { lines, logger } = createPaper();
    const clean = withoutSecrets(logger, ['hunter2-hunter2']);
    const session = 'A'.repeat(24);
    const facts = {
      plain: 'hunter2-hunter2',
      list: [`srt://x?passphrase=${'p'.repeat(32)}`],
      nested: { error: new Error('mqtt://me:hunter2@broker') },
      header: `Authorization: Bearer eyJh.${'x'.repeat(20)}.sig`,
      path: `/live/${session}/door/index.m3u8 /api/v1/sessions/${session}/keepalive`,
      count: 3,
      nothing: null,
    };
    for (const level of ['error', 'warn', 'info', 'debug'] as const)
      clean[level](facts, 'with hunter2-hunter2');
    assert.equal(lines.length, 4);
    for (const line of lines) {
      assert.doesNotMatch(line, /hunter2|ppp|AAAA|eyJh/);
      assert.match(line, /^with … .*"count":3,"nothing":null/);
    }
  });

  it('does not loop in facts that hold themselves', () => {
    const { lines, logger } = createPaper();
    const facts: Record<string, unknown> = {};
    facts.self = facts;
    withoutSecrets(logger).info(facts, 'round');
    assert.equal(lines[0], 'round {"self":{"self":{"self":{"self":"…"}}}}');
  });

  it('leaves words alone that a short password is part of, and costs the silent logger nothing', () => {
    const { lines, logger } = createPaper();
    withoutSecrets(logger, ['a', '']).info({}, 'a camera');
    assert.equal(lines[0], 'a camera {}');
    assert.equal(withoutSecrets(silentLogger), silentLogger);
    const quiet = withoutSecrets({ ...logger, debug: silentLogger.debug });
    assert.equal(quiet.debug, silentLogger.debug);
  });
});

describe('withFacts', () => {
  it('says in each line what it is about', () => {
    const { lines, logger } = createPaper();
    withFacts(withFacts(logger, { cameraId: 'door' }), { runId: 'r1' }).warn(
      { reason: 'silent' },
      'it ended',
    );
    assert.equal(lines[0], 'it ended {"cameraId":"door","runId":"r1","reason":"silent"}');
  });
});
