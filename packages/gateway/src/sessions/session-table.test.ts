import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GatewayError } from '../errors/gateway-error.js';
import type { RunKeeper } from '../lease/run-keeper.js';
import { silentLogger } from '../log/logger.js';
import type { StreamPictures } from '../pictures/stream-pictures.js';
import type { LiveStream } from '../store/live-stream.js';
import { playClock } from '../testing/played-clock.js';
import { CameraStream } from './camera-stream.js';
import { sessionHandle } from './session-handle.js';
import { SessionTable } from './session-table.js';
import { StreamHub } from './stream-hub.js';
import type { ViewerSession } from './viewer-session.js';

const keepAliveMs = 1000;
const graceMs = 3000;
const startTimeoutMs = 5000;

/** Sessions over real streams whose runs are played by hand. */
function createTable({ maxPerCamera = 10 } = {}) {
  const log: string[] = [];
  const opened: { session: ViewerSession; start: string }[] = [];
  const given: string[] = [];
  const streams: CameraStream[] = [];
  const keeper = {
    want: () => log.push('want'),
    onPicture: () => {},
    hurry: () => {},
    close: async () => {
      log.push('stop');
    },
  } as unknown as RunKeeper;
  const hub = new StreamHub({
    createStream: (cameraId, previous, onEnded) => {
      const live = { close: () => log.push('freed') } as unknown as LiveStream;
      const stream = new CameraStream({
        cameraId,
        live,
        pictures: { close: async () => {} } as unknown as StreamPictures,
        graceMs,
        startTimeoutMs,
        logger: silentLogger,
        onKeyframeWanted: () => {},
        onEnded: () => {
          onEnded();
          table.closeAllOf(stream);
        },
      });
      streams.push(stream);
      void stream.start(keeper, previous);
      return stream;
    },
  });
  const table = new SessionTable({
    hub,
    keepAliveMs,
    maxPerCamera,
    onSessionOpen: (session, { start }) => opened.push({ session, start }),
    onFirstMedia: (session, transport) => given.push(`${session.handle} ${transport}`),
    onSessionEnd: (_, reason) => log.push(reason),
  });
  const open = (signal = new AbortController().signal, onPhase?: (phase: string) => void) =>
    table.open('door', onPhase ? { signal, onPhase } : { signal });
  return { table, hub, log, opened, given, streams, open };
}

function rejectsWith(code: string) {
  return (error: unknown) => error instanceof GatewayError && error.code === code;
}

describe('SessionTable', () => {
  const { pass, settle } = playClock();

  it('waits until the stream is live and tells every phase on the way', async () => {
    const { open, streams, log } = createTable();
    const phases: string[] = [];
    const opening = open(undefined, (phase) => phases.push(phase));
    await settle();
    streams[0]!.onPhase('receiving');
    streams[0]!.onPhase('buffering');
    streams[0]!.onLive();
    const session = await opening;
    assert.deepEqual(phases, ['waking', 'receiving', 'buffering']);
    assert.deepEqual(log, ['want']);
    assert.equal(session.expiresAtMs, 2 * keepAliveMs);
    assert.ok(session.id.length >= 22 && session.grant.length >= 22 && session.id !== session.grant);
  });

  it('shares one stream, gives it its grace, and frees it', async () => {
    const { open, streams, log, table, hub } = createTable();
    const opening = [open(), open()];
    streams[0]!.onLive();
    const [one, two] = await Promise.all(opening);
    assert.equal(streams.length, 1);
    table.close(one!.id);
    table.close(one!.id);
    for (let passedMs = 0; passedMs <= graceMs; passedMs += keepAliveMs) {
      await pass(keepAliveMs);
      table.keepAlive(two!.id);
    }
    table.close(two!.id);
    await pass(graceMs - 250);
    assert.deepEqual(log, ['want', 'closed', 'closed']);
    await pass(250);
    assert.deepEqual(log, ['want', 'closed', 'closed', 'freed', 'stop']);
    assert.equal(hub.get('door'), undefined);
    assert.equal(table.openGrant(two!.grant, 'door'), undefined);
  });

  it('ends a session without a sign of life after twice the keep-alive, and takes requests for such signs', async () => {
    const { open, streams, table, log } = createTable();
    const opening = open();
    streams[0]!.onLive();
    const session = await opening;
    await pass(2 * keepAliveMs - 250);
    table.openGrant(session.grant, 'door')?.touch();
    await pass(2 * keepAliveMs - 250);
    assert.equal(table.keepAlive(session.id), session);
    assert.equal(table.openGrant(session.grant, 'other'), undefined);
    await pass(2 * keepAliveMs);
    assert.throws(() => table.keepAlive(session.id), rejectsWith('session_gone'));
    assert.deepEqual(log, ['want', 'expired']);
  });

  it('keeps a session for as long as a reader of it takes what it is given', async () => {
    const { open, streams, table, log } = createTable();
    const opening = open();
    streams[0]!.onLive();
    const session = await opening;
    let stuckSinceMs: number | undefined;
    session.hold({ drainedAtMs: () => 0 });
    session.hold({ drainedAtMs: () => stuckSinceMs ?? performance.now() });
    await pass(5 * keepAliveMs);
    assert.equal(session.ended.aborted, false);
    stuckSinceMs = performance.now();
    await pass(2 * keepAliveMs - 250);
    assert.equal(session.ended.aborted, false);
    await pass(250);
    assert.equal(session.ended.aborted, true);
    assert.equal(table.size, 0);
    assert.deepEqual(log, ['want', 'expired']);
  });

  it('asks a response for signs of life no longer than it is open', async () => {
    const { open, streams } = createTable();
    const opening = open();
    streams[0]!.onLive();
    const session = await opening;
    const release = session.hold({ drainedAtMs: () => performance.now() });
    await pass(3 * keepAliveMs);
    release();
    await pass(2 * keepAliveMs);
    assert.equal(session.ended.aborted, true);
  });

  it('gives a session no more open responses than any viewer needs', async () => {
    const { open, streams } = createTable();
    const opening = open();
    streams[0]!.onLive();
    const session = await opening;
    const holdOne = () => session.hold({ drainedAtMs: () => 0 });
    const releases = Array.from({ length: 16 }, holdOne);
    assert.throws(holdOne, rejectsWith('too_many_requests'));
    releases[0]!();
    holdOne();
  });

  it('tells open responses that the session has ended, once it has', async () => {
    const { open, streams, table } = createTable();
    const opening = [open(), open()];
    streams[0]!.onLive();
    const [closed, kept] = await Promise.all(opening);
    table.close(closed!.id);
    assert.deepEqual([closed!.ended.aborted, kept!.ended.aborted], [true, false]);
    await streams[0]!.end();
    assert.equal(kept!.ended.aborted, true);
  });

  it('gives the claim back when its viewer leaves before the answer, after the grace', async () => {
    const { open, log } = createTable();
    const leaving = new AbortController();
    const opening = open(leaving.signal);
    await settle();
    leaving.abort();
    await assert.rejects(opening);
    assert.deepEqual(log, ['want']);
    await pass(graceMs);
    assert.deepEqual(log, ['want', 'freed', 'stop']);
  });

  it('stops at once when the camera does not come', async () => {
    const { open, log } = createTable();
    const opening = open();
    const rejected = assert.rejects(opening, rejectsWith('camera_timeout'));
    await pass(startTimeoutMs);
    await rejected;
    await settle();
    assert.deepEqual(log, ['want', 'freed', 'stop']);
  });

  it('tells all who wait why a run failed, but keeps viewers who had a picture', async () => {
    const { open, streams, table, log } = createTable();
    const opening = open();
    streams[0]!.onLive();
    const session = await opening;
    streams[0]!.onPhase('waking');
    const waiting = open();
    await settle();
    const rejected = assert.rejects(waiting, rejectsWith('camera_failed'));
    streams[0]!.onFailure(new GatewayError('camera_failed', 'busy'));
    await rejected;
    assert.equal(table.keepAlive(session.id), session);
    assert.deepEqual(log, ['want']);
    const next = open();
    streams[0]!.onLive();
    assert.notEqual((await next).id, session.id);
  });

  it('tells who waits for a camera that goes offline', async () => {
    const { open, streams, log } = createTable();
    const rejected = assert.rejects(open(), rejectsWith('camera_offline'));
    await settle();
    streams[0]!.onCameraOffline();
    await rejected;
    assert.deepEqual(log, ['want', 'freed', 'stop']);
  });

  it('refuses more viewers than it may have, waiting ones included', async () => {
    const { open, streams } = createTable({ maxPerCamera: 2 });
    const first = open();
    const second = open();
    await assert.rejects(open(), rejectsWith('viewer_limit_reached'));
    streams[0]!.onLive();
    await Promise.all([first, second]);
    await assert.rejects(open(), rejectsWith('viewer_limit_reached'));
  });

  it('ends everything on close, whoever waits too', async () => {
    const { open, streams, table, hub, log } = createTable();
    const opening = open();
    streams[0]!.onLive();
    await opening;
    streams[0]!.onPhase('waking');
    const rejected = assert.rejects(open(), rejectsWith('stream_not_ready'));
    await hub.close();
    table.closeAll();
    await rejected;
    assert.equal(table.size, 0);
    assert.deepEqual(log, ['want', 'stream_ended', 'freed', 'stop']);
  });

  it('tells of each session by a handle, whether it started the camera, and of its first media once', async () => {
    const { open, streams, table, opened, given } = createTable();
    const opening = open();
    streams[0]!.onLive();
    const first = await opening;
    const second = await open();
    assert.deepEqual(
      opened.map(({ session, start }) => [session, start]),
      [
        [first, 'cold'],
        [second, 'joined'],
      ],
    );
    assert.equal(first.handle, sessionHandle(first.id));
    assert.ok(!first.id.includes(first.handle) && !first.grant.includes(first.handle));
    assert.equal(second.transport, undefined);
    for (const transport of ['hls', 'hls', 'fmp4'] as const) second.receives(transport);
    assert.deepEqual(given, [`${second.handle} hls`]);
    assert.deepEqual(
      [...table.all()].map(({ transport }) => transport),
      [undefined, 'fmp4'],
    );
  });

  it('begins no stream that nobody would end, once everything is closed', async () => {
    const { open, hub, streams } = createTable();
    await hub.close();
    await assert.rejects(open(), rejectsWith('stream_not_ready'));
    assert.equal(streams.length, 0);
  });
});
