import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { GatewayError } from '../errors/gateway-error.js';
import { silentLogger } from '../log/logger.js';
import { type Deletable, Retention, type RetentionRules } from './retention.js';

const rules: RetentionRules = { maxAgeMs: null, maxBytes: null, minFreeBytes: 0 };
const recording = (name: string, ageMs: number): Deletable => ({
  cameraId: 'door',
  recordingId: name,
  ageMs,
  byteLength: 100,
});

describe('Retention', () => {
  let there: Deletable[];
  let complaints: string[];
  beforeEach(() => {
    there = [recording('new', 1000), recording('old', 3000), recording('middle', 2000)];
    complaints = [];
  });

  /** @param stuck cannot be deleted */
  function retain(own: Partial<RetentionRules>, stuck: readonly string[] = []): Retention {
    return new Retention({
      storage: { freeBytes: async () => 1000 },
      rules: { ...rules, ...own },
      deletable: () => there,
      keptBytes: () => there.length * 100,
      remove: async (gone) => {
        if (stuck.includes(gone.recordingId)) throw Object.assign(new Error('no'), { code: 'EACCES' });
        there = there.filter((one) => one !== gone);
      },
      logger: { ...silentLogger, error: (facts) => complaints.push(String(facts.recordingId)) },
    });
  }
  const names = (): string[] => there.map(({ recordingId }) => recordingId);

  it('deletes the oldest until the rest fits, and what is too old', async () => {
    await retain({ maxBytes: 200 }).deleteExpired();
    assert.deepEqual(names(), ['new', 'middle']);
    await retain({ maxAgeMs: 1500 }).deleteExpired();
    assert.deepEqual(names(), ['new']);
  });

  it('goes on where one cannot be deleted, says so, and lets recordings be made as long as there is room', async () => {
    const retention = retain({ maxBytes: 200 }, ['old']);
    await retention.assertRoom();
    assert.deepEqual([names(), complaints], [['new', 'old'], ['old']]);
    await retain({ maxAgeMs: 1 }, ['old']).assertRoom();
  });

  it('refuses more where nothing that is too much can be deleted', async () => {
    await assert.rejects(retain({ maxBytes: 200 }, names()).assertRoom(), (error: GatewayError) => {
      assert.deepEqual([error.code, complaints.length], ['storage_full', 3]);
      return true;
    });
  });

  it('leaves alone what somebody else deletes meanwhile', async () => {
    const retention = new Retention({
      storage: { freeBytes: async () => 1000 },
      rules: { ...rules, maxAgeMs: 1 },
      deletable: () => there,
      keptBytes: () => 0,
      remove: async () => {
        throw new GatewayError('recording_not_found', 'It is gone.');
      },
      logger: { ...silentLogger, error: (facts) => complaints.push(String(facts.recordingId)) },
    });
    await Promise.all([retention.deleteExpired(), retention.deleteExpired()]);
    assert.deepEqual(complaints, []);
  });
});
