/** Sessions that live by somebody's rights. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Viewer } from '../auth/viewer.js';
import { GatewayError } from '../errors/gateway-error.js';
import { playClock } from '../testing/played-clock.js';
import type { CameraStream } from './camera-stream.js';
import { SessionTable } from './session-table.js';
import type { StreamHub } from './stream-hub.js';

const keepAliveMs = 1000;

const viewer = (expiresAtMs: number, assertValid = (): void => {}): Viewer => ({
  subject: undefined,
  tokenId: undefined,
  issuedAtMs: undefined,
  expiresAtMs,
  identity: '',
  may: () => true,
  assertValid,
});

/** Sessions on a stream that is there at once. */
function createTable() {
  const log: string[] = [];
  const stream = { join: async () => ({ release: () => log.push('released') }) } as unknown as CameraStream;
  const table = new SessionTable({
    hub: { get: () => undefined, obtain: () => stream } as unknown as StreamHub,
    keepAliveMs,
    maxPerCamera: 10,
    onSessionEnd: (_, reason) => log.push(reason),
  });
  const open = (by?: Viewer) => table.open('door', { signal: new AbortController().signal, viewer: by });
  return { table, log, open };
}

describe('sessions by right', () => {
  const { pass } = playClock();

  it('end when the right does, whatever signs of life there are', async () => {
    const { table, log, open } = createTable();
    const session = await open(viewer(Date.now() + 1500));
    session.hold({ drainedAtMs: () => performance.now() });
    const whole = await open(viewer(Date.now() + 60_000));
    whole.hold({ drainedAtMs: () => performance.now() });
    assert.equal(session.expiresAtMs, Date.now() + 1500);
    await pass(1250);
    assert.ok(table.openGrant(session.grant, 'door'));
    await pass(250);
    assert.equal(table.openGrant(session.grant, 'door'), undefined);
    assert.ok(session.ended.aborted);
    assert.deepEqual(log, ['released', 'rights_ended']);
    await pass(10_000);
    assert.ok(table.openGrant(whole.grant, 'door'));
    table.closeAll();
  });

  it('are gone for a keep-alive from that moment on', async () => {
    const { table, open } = createTable();
    const session = await open(viewer(Date.now() + 100));
    // Less than the table looks around: only the keep-alive finds it.
    await pass(100);
    assert.throws(
      () => table.keepAlive(session.id),
      (error) => error instanceof GatewayError && error.code === 'session_gone',
    );
    assert.equal(table.size, 0);
    table.closeAll();
  });

  it('live by the rights that last longest', async () => {
    const { table, open } = createTable();
    const session = await open(viewer(Date.now() + 1000));
    const long = viewer(Date.now() + 5000);
    session.extendRights(long);
    session.extendRights(viewer(Date.now() + 2000));
    assert.equal(session.viewer, long);
    session.hold({ drainedAtMs: () => performance.now() });
    await pass(4750);
    assert.ok(table.openGrant(session.grant, 'door'));
    await pass(250);
    assert.equal(table.openGrant(session.grant, 'door'), undefined);
    table.closeAll();
  });

  it('that need none take none', async () => {
    const { table, open } = createTable();
    const session = await open();
    session.extendRights(viewer(Date.now() + 1));
    assert.equal(session.viewer, undefined);
    session.hold({ drainedAtMs: () => performance.now() });
    await pass(5000);
    assert.ok(table.openGrant(session.grant, 'door'));
    table.closeAll();
  });

  it('are not opened when the right has ended while the camera started', async () => {
    const { table, log, open } = createTable();
    const ended = viewer(Date.now() + 60_000, () => {
      throw new GatewayError('unauthorized', 'revoked');
    });
    await assert.rejects(open(ended), /revoked/);
    assert.deepEqual([log, table.size], [['released'], 0]);
  });

  it('end by the hand of an administrator, those that are meant', async () => {
    const { table, log, open } = createTable();
    const [one, two] = [await open(), await open()];
    assert.equal(
      table.endWhere(({ id }) => id === one.id),
      1,
    );
    assert.deepEqual(log, ['released', 'ended_by_administrator']);
    assert.deepEqual(table.all(), [two]);
    table.closeAll();
  });
});
