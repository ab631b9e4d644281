import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { GatewayError } from '../errors/gateway-error.js';
import { createFixtureRun, createFixtureStream } from '../testing/live-stream-fixture.js';
import { assertWithinReach, isListed, type PlaylistRequest, parsePlaylistRequest } from './blocking.js';

/** Behind seven gaps, segment 7 complete with 6 parts, segment 8 open with 2. */
function createWindow() {
  const stream = createFixtureStream();
  createFixtureRun(stream).push(45);
  return stream.window!;
}

const part = (sequence: number, partIndex: number): PlaylistRequest => ({
  kind: 'part',
  sequence,
  partIndex,
});
const segment = (sequence: number): PlaylistRequest => ({ kind: 'segment', sequence });

describe('parsePlaylistRequest', () => {
  it('reads which segment and part to wait for', () => {
    assert.deepEqual(parsePlaylistRequest(''), { kind: 'now' });
    assert.deepEqual(parsePlaylistRequest('_HLS_msn=7'), segment(7));
    assert.deepEqual(parsePlaylistRequest('_HLS_msn=7&_HLS_part=0'), part(7, 0));
  });

  it('ignores what is not offered', () => {
    assert.deepEqual(parsePlaylistRequest('_HLS_skip=YES&colour=red'), { kind: 'now' });
  });

  for (const query of [
    '_HLS_part=1',
    '_HLS_msn=-1',
    'a=b&_HLS_msn=',
    '_HLS_msn=1&_HLS_part=1.5',
    '_HLS_msn=%31',
  ]) {
    it(`refuses ${query}`, () => {
      assert.throws(
        () => parsePlaylistRequest(query),
        (error: GatewayError) => error.code === 'invalid_request',
      );
    });
  }
});

describe('isListed', () => {
  for (const [request, expected, why] of [
    [{ kind: 'now' }, true, 'asks for nothing'],
    [segment(7), true, 'is complete'],
    [segment(8), false, 'is open'],
    [segment(9), false, 'has not begun'],
    [part(7, 5), true, 'is listed'],
    [part(7, 6), true, 'is past the last part of its segment, and the next segment has begun'],
    [part(8, 1), true, 'is listed'],
    [part(8, 2), false, 'comes next'],
    [part(9, 0), false, 'is in a segment that has not begun'],
  ] as const) {
    it(`is ${expected} for ${JSON.stringify(request)}, which ${why}`, () => {
      assert.equal(isListed(request, createWindow()), expected);
    });
  }

  it('is true for a segment that has left the window', () => {
    const stream = createFixtureStream();
    createFixtureRun(stream).push(30 * 20);
    assert.equal(isListed(segment(7), stream.window!), true);
    assert.equal(isListed(part(7, 3), stream.window!), true);
  });

  it('waits past the last part of the newest segment until the next one begins', () => {
    const stream = createFixtureStream();
    const { sink, push } = createFixtureRun(stream);
    push(30);
    sink.end();
    assert.equal(isListed(part(7, 5), stream.window!), true);
    assert.equal(isListed(part(7, 6), stream.window!), false);
    createFixtureRun(stream).push(1);
    assert.equal(isListed(part(7, 6), stream.window!), true);
  });
});

describe('assertWithinReach', () => {
  for (const request of [
    segment(0),
    part(0, 0),
    segment(7),
    segment(8),
    segment(9),
    part(8, 16),
    part(9, 14),
    part(7, 99),
  ]) {
    it(`lets ${JSON.stringify(request)} wait`, () => assertWithinReach(request, createWindow()));
  }

  for (const request of [segment(10), part(10, 0), part(8, 17), part(9, 15)]) {
    it(`refuses ${JSON.stringify(request)}`, () => {
      assert.throws(
        () => assertWithinReach(request, createWindow()),
        (error: GatewayError) => error.code === 'playlist_request_too_far',
      );
    });
  }
});
