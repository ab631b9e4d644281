import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BrokerWatch } from './broker-watch.js';

function createWatch() {
  let nowMs = 0;
  const settings = {
    url: 'mqtt://b',
    clientId: 'door',
    username: 'me',
    caFile: null,
    certFile: null,
    alpn: null,
  };
  const watch = new BrokerWatch({ settings, nowMs: () => nowMs });
  const closed = () => watch.closed().map(({ level, message }) => `${level} ${message}`);
  return {
    watch,
    closed,
    pass: (ms: number) => {
      nowMs += ms;
    },
    fail: (code: string | number) => {
      watch.attemptBegan();
      watch.failed(Object.assign(new Error(`refused ${code}`), { code }));
      return closed();
    },
  };
}

describe('BrokerWatch', () => {
  it('says each problem once, however often it returns', () => {
    const { fail, watch } = createWatch();
    assert.match(fail('ECONNREFUSED').join(), /^warn mqtt\.url: nothing listens/);
    assert.match(fail(5).join(), /^error mqtt\.username and mqtt\.password/);
    assert.deepEqual([...fail('ECONNREFUSED'), ...fail(5), ...fail(5)], []);
    assert.match(watch.problem, /^mqtt\.username/);
    assert.equal(watch.attempt, 5);
  });

  it('begins anew after a healthy connection', () => {
    const { fail, watch, closed, pass } = createWatch();
    fail('ECONNREFUSED');
    watch.attemptBegan();
    watch.connected();
    pass(10_000);
    assert.deepEqual(closed(), ['warn the broker closed the connection']);
    assert.equal(watch.attempt, 0);
    assert.equal(fail('ECONNREFUSED').length, 1);
  });

  it('goes on waiting longer and longer when connections are accepted and soon end', () => {
    const { watch, closed, pass } = createWatch();
    const told = Array.from({ length: 9 }, () => {
      watch.attemptBegan();
      watch.connected();
      pass(9000);
      return closed();
    }).flat();
    assert.equal(watch.attempt, 9);
    assert.equal(told.length, 2);
    assert.match(told[1] ?? '', /^error mqtt\.clientId: .*"door".*another client uses the same id/);
  });

  for (const evidence of ['is away in between', 'is cut off'] as const) {
    it(`suspects no twin when the broker ${evidence}, however often`, () => {
      const { watch, closed, pass, fail } = createWatch();
      const told = Array.from({ length: 9 }, () => {
        watch.attemptBegan();
        watch.connected();
        pass(9000);
        if (evidence === 'is cut off') watch.failed(new Error('read ECONNRESET'));
        const end = closed();
        return evidence === 'is away in between' ? [...end, ...fail('ECONNREFUSED')] : end;
      }).flat();
      assert.match(told[0] ?? '', /connection/);
      assert.doesNotMatch(told.join(), /clientId/);
    });
  }

  it('names the topic that ends every connection instead of suspecting a twin', () => {
    const { watch, closed } = createWatch();
    const told = Array.from({ length: 9 }, () => {
      watch.attemptBegan();
      watch.connected();
      if (watch.heldForMs('publish cameras/door/status') === 0) watch.began('publish cameras/door/status');
      else return [];
      return closed();
    }).flat();
    assert.deepEqual(
      told.map((line) => line.slice(0, 60)),
      [
        'warn the broker closed the connection',
        'error the broker closes the connection upon every publish to',
      ],
    );
    assert.match(told[1] ?? '', /cameras\/door\/status: does its policy forbid it\?.*mqtt\.retainStatus/);
  });

  it('tells the cause of a failure, not what follows from it', () => {
    const { watch, closed } = createWatch();
    watch.attemptBegan();
    for (const code of ['CERT_HAS_EXPIRED', 'ECONNRESET']) {
      watch.failed(Object.assign(new Error(code), { code }));
    }
    assert.match(closed().join(), /certificate of the broker has expired/);
  });
});
