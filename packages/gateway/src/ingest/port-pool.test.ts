import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GatewayError } from '../errors/gateway-error.js';
import { bindPort } from './bind-port.js';
import { type PortLease, PortPool } from './port-pool.js';

describe('PortPool', () => {
  it('hands out each port once, and a released one last', () => {
    const pool = new PortPool('20000-20002');
    const first = pool.lease();
    first.release();
    assert.deepEqual(
      [first, pool.lease(), pool.lease(), pool.lease()].map(({ port }) => port),
      [20000, 20001, 20002, 20000],
    );
  });

  it('says what to do when all are leased', () => {
    const pool = new PortPool('20000-20000');
    pool.lease();
    assert.throws(
      () => pool.lease(),
      (error) => {
        assert.ok(error instanceof GatewayError && error.code === 'ffmpeg_failed');
        assert.match(error.message, /All 1 ports of ingest\.ports \(20000-20000\).*Widen the range/);
        return true;
      },
    );
  });

  it('frees a port once, whoever leased it since', () => {
    const pool = new PortPool('20000-20000');
    const first = pool.lease();
    first.release();
    pool.lease();
    first.release();
    assert.throws(() => pool.lease(), GatewayError);
  });

  it('knows a port that has rested for a minute, since its last run or since the start', () => {
    let nowMs = 0;
    const pool = new PortPool('20000-20000', () => nowMs);
    const hasRested = (): boolean => {
      const lease = pool.lease();
      lease.release();
      return lease.hasRested;
    };
    nowMs = 59_999;
    assert.equal(hasRested(), false);
    nowMs += 60_000;
    assert.deepEqual([hasRested(), hasRested()], [true, false]);
  });

  for (const range of ['', '20000', '20000-', '20010-20000', '0-10', '65000-70000', 'a-b']) {
    it(`refuses "${range}"`, () => {
      assert.throws(() => new PortPool(range), RangeError);
    });
  }
});

describe('bindPort', () => {
  const takenBelow =
    (free: number) =>
    async ({ port }: PortLease) =>
      port < free ? ('taken' as const) : ('listening' as const);

  it('goes past ports that other programs hold, and leaves them in the pool', async () => {
    const ports = new PortPool('20000-20002');
    const lease = await bindPort({ ports, port: null, listen: takenBelow(20002) });
    assert.equal(lease.port, 20002);
    assert.deepEqual([ports.lease().port, ports.lease().port], [20000, 20001]);
  });

  it('gives up when other programs hold all of them, and when they hold the fixed one', async () => {
    const ports = new PortPool('20000-20002');
    const listen = takenBelow(70_000);
    await assert.rejects(bindPort({ ports, port: null, listen }), /hold all 3 UDP ports/);
    await assert.rejects(bindPort({ ports, port: 1234, listen }), /UDP port 1234 is held by another program/);
  });

  it('gives the port back when listening fails', async () => {
    const ports = new PortPool('20000-20000');
    const listen = () => Promise.reject(new Error('broken'));
    await assert.rejects(bindPort({ ports, port: null, listen }), /broken/);
    assert.equal(ports.lease().port, 20000);
  });
});
