import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLineLogger } from './line-logger.js';
import { redact } from './redact.js';

describe('redact', () => {
  for (const [text, safe] of [
    [
      'srt://h:1?mode=caller&passphrase=abcDEF123&latency=5',
      'srt://h:1?mode=caller&passphrase=***&latency=5',
    ],
    ['failed: srt://h:1?passphrase=abc: I/O error', 'failed: srt://h:1?passphrase=*** I/O error'],
    ['mqtt://user:p%40ss@broker:1883', 'mqtt://user:***@broker:1883'],
    ['rtsp://user:p@ss@camera/stream1', 'rtsp://user:***@camera/stream1'],
    ['udp://h:1234?pkt_size=1316', 'udp://h:1234?pkt_size=1316'],
  ] as const) {
    it(`turns ${text} into ${safe}`, () => assert.equal(redact(text), safe));
  }
});

describe('createLineLogger', () => {
  it('writes a line an entry, without secrets, and nothing below its level', () => {
    const lines: string[] = [];
    const now = () => new Date('2026-11-20T12:00:00Z');
    const logger = createLineLogger({ level: 'warn', write: (line) => lines.push(line), now });
    logger.info({}, 'not said');
    logger.warn({ url: 'srt://h:1?passphrase=abc' }, 'said');
    assert.deepEqual(lines, ['2026-11-20T12:00:00.000Z warn  said {"url":"srt://h:1?passphrase=***"}\n']);
  });
});
