import { assert } from 'chai';
import { PlayerError } from '../errors/player-error.js';
import { parsePhase, parseProblem, parseSession } from './session-answer.js';

const nowMs = Date.UTC(2026, 10, 20, 12);
const answer = {
  id: 'abc',
  cameraId: 'door',
  state: 'live',
  serverTime: '2026-11-20T12:00:05.000Z',
  expiresAt: '2026-11-20T12:00:25.000Z',
  keepAliveMs: 10_000,
  sources: [
    { transport: 'hls', url: '/live/g/door/index.m3u8', type: 'application/vnd.apple.mpegurl' },
    { transport: 'smoke-signals', url: '/x' },
    { transport: 'fmp4', url: 'https://media.example/live.mp4' },
    { transport: 'webrtc' },
  ],
};

describe('parseSession', () => {
  it('resolves sources against the answer and leaves out what it does not know', () => {
    const { sources } = parseSession(
      answer,
      'https://gateway.example/cam/api/v1/cameras/door/sessions',
      nowMs,
    );
    assert.deepEqual(
      sources.map(({ transport, url }) => [transport, url]),
      [
        ['hls', 'https://gateway.example/live/g/door/index.m3u8'],
        ['fmp4', 'https://media.example/live.mp4'],
      ],
    );
  });

  it("measures the clocks' difference and puts the expiry on this clock", () => {
    const session = parseSession(answer, 'https://gateway.example/', nowMs);
    assert.equal(session.clockOffsetMs, 5000);
    assert.equal(session.expiresAtMs, nowMs + 20_000);
  });

  for (const [name, body] of [
    ['no JSON', undefined],
    ['a list', []],
    ['no id', { ...answer, id: '' }],
    ['no sources', { ...answer, sources: undefined }],
    ['no keepAliveMs', { ...answer, keepAliveMs: '10' }],
  ] as const) {
    it(`refuses ${name}`, () => {
      try {
        parseSession(body, 'https://gateway.example/', nowMs);
        assert.ok(false, 'it was accepted');
      } catch (error) {
        assert.ok(error instanceof PlayerError && error.code === 'answer_not_understood');
      }
    });
  }
});

describe('parseProblem', () => {
  it('keeps code, detail and the finer retry', () => {
    const error = parseProblem(
      { code: 'viewer_limit_reached', detail: 'Full.', retryAfterMs: 1500, requestId: 'r' },
      429,
      '2',
    );
    assert.equal(error.code, 'viewer_limit_reached');
    assert.equal(error.message, 'Full.');
    assert.equal(error.retryAfterMs, 1500);
    assert.equal(error.details.requestId, 'r');
  });

  for (const [status, code] of [
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not_found'],
    [429, 'too_many_requests'],
    [502, 'gateway_unreachable'],
    [500, 'internal'],
    [418, 'answer_not_understood'],
  ] as const) {
    it(`takes a bare ${status} for ${code}`, () =>
      assert.equal(parseProblem('<html>', status, null).code, code));
  }

  it('reads Retry-After in seconds', () => assert.equal(parseProblem({}, 429, '3').retryAfterMs, 3000));
  it('does not know codes of tomorrow', () =>
    assert.equal(parseProblem({ code: 'moon' }, 403, null).code, 'forbidden'));
});

describe('parsePhase', () => {
  it('knows the phases of the protocol and no other', () => {
    assert.equal(parsePhase({ phase: 'receiving' }), 'receiving');
    assert.equal(parsePhase({ phase: 'dreaming' }), undefined);
    assert.equal(parsePhase(null), undefined);
  });
});
