import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { maxFailureMessageLength } from '@rpi-live-camera/protocol';
import { VirtualClock } from '../testing/virtual-clock.js';
import { maxCommandBytes, maxIdLength, readCommand } from './read-command.js';

const issuedAt = '2026-11-20T12:00:00.000Z';
const read = (message: unknown, clock = new VirtualClock()) =>
  readCommand({ payload: Buffer.from(JSON.stringify(message)), isRetained: false }, clock);
const codeOf = (result: ReturnType<typeof readCommand>) =>
  result.type === 'refused' ? `${result.inReplyTo}: ${result.error.code}` : result.type;

describe('readCommand', () => {
  it('takes a bare action of the older systems', () => {
    const result = read({ action: 'START_LIVE_STREAM' });
    assert.deepEqual(result, {
      type: 'command',
      event: { type: 'start', command: { v: 1, action: 'START_LIVE_STREAM' }, atMs: 0 },
    });
  });

  for (const [name, payload] of [
    ['text', Buffer.from('hello')],
    ['a JSON value without an action', Buffer.from('{"id":"1"}')],
    [
      'an oversized message',
      Buffer.from(`{"action":"STOP_LIVE_STREAM","x":"${'x'.repeat(maxCommandBytes)}"}`),
    ],
    ['an empty message', Buffer.alloc(0)],
  ] as const) {
    it(`ignores ${name}`, () => {
      assert.equal(readCommand({ payload, isRetained: false }, new VirtualClock()).type, 'ignored');
    });
  }

  it('ignores a retained message', () => {
    const payload = Buffer.from('{"action":"START_LIVE_STREAM"}');
    assert.equal(readCommand({ payload, isRetained: true }, new VirtualClock()).type, 'ignored');
  });

  for (const [message, code] of [
    [{ id: '1', action: 'DANCE' }, '1: unknown_action'],
    [{ id: '1', v: 2, action: 'START_LIVE_STREAM' }, '1: unsupported_version'],
    [
      { id: '1', action: 'START_LIVE_STREAM', output: { url: 'file:///etc/passwd', format: 'mpegts' } },
      '1: invalid_command',
    ],
    [{ id: 'x'.repeat(maxIdLength + 1), action: 'STOP_LIVE_STREAM' }, 'null: invalid_command'],
  ] as const) {
    it(`refuses ${JSON.stringify(message).slice(0, 70)}`, () => assert.equal(codeOf(read(message)), code));
  }

  it('names the field that is wrong', () => {
    const result = read({ id: '1', action: 'START_LIVE_STREAM', leaseMs: -1 });
    assert.ok(result.type === 'refused' && result.error.message.startsWith('leaseMs: '));
  });

  for (const [name, output] of [
    ['given as text', 'srt://gateway:20000?passphrase=0123456789abcdef'],
    ['whose url is a list', { url: ['srt://gateway:20000?passphrase=0123456789abcdef'], format: 'mpegts' }],
    ['whose url stands in another field', { url: 'udp://gateway:1', format: 'passphrase=0123456789abcdef' }],
    ['whose url has another scheme', { url: 'rtmp://gateway?passphrase=0123456789abcdef', format: 'mpegts' }],
  ] as const) {
    it(`keeps the passphrase of an output ${name} to itself`, () => {
      const result = read({ id: '1', action: 'START_LIVE_STREAM', output });
      assert.ok(result.type === 'refused');
      assert.match(result.error.message, /^output/);
      assert.doesNotMatch(result.error.message, /0123456789abcdef/);
    });
  }

  it('keeps a secret in the place of an action to itself', () => {
    const result = read({ id: '1', action: 'srt://gw?passphrase=0123456789abcdef' });
    assert.ok(result.type === 'refused' && !result.error.message.includes('0123456789'));
  });

  const expiring = { id: '1', action: 'START_LIVE_STREAM', issuedAt, ttlMs: 10_000 };
  for (const [name, ageMs, synchronised, message, expected] of [
    ['obeys a command within its time', 10_000, true, expiring, 'command'],
    ['refuses a command after its time', 10_001, true, expiring, '1: command_expired'],
    ['does not judge age by a clock that NTP has not set', 10_001, false, expiring, 'command'],
    ['takes a command from a gateway whose clock is ahead', -60_000, true, expiring, 'command'],
    [
      'obeys an old STOP that names its run',
      60_000,
      true,
      { ...expiring, action: 'STOP_LIVE_STREAM', runId: 'A' },
      'command',
    ],
    [
      'refuses an old STOP that names none',
      60_000,
      true,
      { ...expiring, action: 'STOP_LIVE_STREAM' },
      '1: command_expired',
    ],
    [
      'obeys a command whose time of issue is unreadable',
      0,
      true,
      { ...expiring, issuedAt: 'yesterday' },
      'command',
    ],
  ] as const) {
    it(name, () => {
      const clock = new VirtualClock();
      clock.wallMs = Date.parse(issuedAt) + ageMs;
      clock.synchronised = synchronised;
      assert.equal(codeOf(read(message, clock)), expected);
    });
  }

  it('answers a long mistake with a short sentence', () => {
    const result = read({ id: 'c1', action: 'START_LIVE_STREAM', leaseMs: 'x'.repeat(20_000) });
    assert.ok(result.type === 'refused' && result.error.message.length <= maxFailureMessageLength);
  });
});
