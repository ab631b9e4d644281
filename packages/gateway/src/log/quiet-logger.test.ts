import assert from 'node:assert/strict';
import { afterEach, describe, it, mock } from 'node:test';
import type { Logger } from './logger.js';
import { createQuietLogger, type QuietLogger } from './quiet-logger.js';

type Line = { level: string; facts: Record<string, unknown>; message: string };

function createLog() {
  const lines: Line[] = [];
  const clock = { nowMs: 0 };
  const write = (level: string) => (facts: Record<string, unknown>, message: string) =>
    void lines.push({ level, facts, message });
  const logger: Logger = {
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: write('debug'),
  };
  const quiet: QuietLogger = createQuietLogger({ logger, now: () => clock.nowMs });
  return { lines, clock, quiet };
}

describe('createQuietLogger', () => {
  afterEach(() => mock.timers.reset());

  it('writes the same warning ten times, then says once a minute how often it came', () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const { lines, quiet } = createLog();
    for (let count = 0; count < 322; count++)
      quiet.warn({ cameraId: 'door', requestId: count }, 'ignored a message');
    assert.equal(lines.length, 10);
    mock.timers.tick(60_000);
    assert.deepEqual(lines.at(-1), {
      level: 'warn',
      facts: { cameraId: 'door', moreCount: 312 },
      message: 'ignored a message (312 more like this)',
    });
    mock.timers.tick(600_000);
    assert.equal(lines.length, 11, 'nothing more to say');
    quiet.warn({ cameraId: 'door' }, 'ignored a message');
    assert.equal(lines.length, 12, 'a new minute');
    quiet.close();
  });

  it('tells troubles of other cameras and other kinds apart', () => {
    const { lines, quiet } = createLog();
    for (const cameraId of ['door', 'garden'])
      for (const problem of ['a', 'b'])
        for (let count = 0; count < 20; count++) quiet.warn({ cameraId, problem }, 'x');
    assert.equal(lines.length, 40);
    quiet.close();
    assert.equal(lines.length, 44, 'the close says what was counted');
  });

  it('writes no more than 200 lines of a level in a second, and says how many it left out', () => {
    const { lines, clock, quiet } = createLog();
    for (let count = 0; count < 1000; count++) quiet.debug({ count }, 'refused a request');
    assert.equal(lines.length, 200);
    quiet.info({}, 'of another level');
    assert.equal(lines.pop()?.message, 'of another level');
    clock.nowMs = 1000;
    quiet.debug({}, 'goes on');
    assert.deepEqual(
      lines.slice(200).map(({ facts }) => facts),
      [{ leftOutCount: 800 }, {}],
    );
  });

  it('stays small whatever the warnings say', () => {
    const { lines, clock, quiet } = createLog();
    for (let count = 0; count < 5000; count++) {
      clock.nowMs += 10;
      quiet.warn({ problem: `${count}` }, 'x');
    }
    assert.equal(lines.length, 5000);
    quiet.close();
    assert.equal(lines.length, 5000, 'none of them came twice');
  });
});
