import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CameraConfig } from '../config/schema.js';
import { silentLogger } from '../log/logger.js';
import { playClock } from '../testing/played-clock.js';
import { DeadRuns } from './dead-runs.js';
import { createRunNames } from './run-names.js';

const ingest = { publicHost: 'gateway.example', bindHost: '0.0.0.0', ports: '20000-20019' };
const place = { host: '0.0.0.0', port: 8080, ingest };
const names = createRunNames(place);
const others = createRunNames({ ...place, ingest: { ...ingest, publicHost: 'other.example' } });

function setUp({ watched = [] as string[], known = [] as string[] } = {}) {
  const stopped: string[] = [];
  const control = (cameraId: string) => ({
    stop: async (runId: string) => void stopped.push(`${cameraId} ${runId}`),
    knowsRun: (runId: string) => known.includes(runId),
  });
  const cameras = [
    { id: 'door', lease: true },
    { id: 'yard', lease: false },
  ] as CameraConfig[];
  const deadRuns = new DeadRuns({
    cameras,
    controls: new Map(cameras.map(({ id }) => [id, control(id)])),
    names,
    hub: { get: (cameraId) => (watched.includes(cameraId) ? {} : undefined) },
    logger: silentLogger,
  });
  const say = (state: 'idle' | 'starting' | 'streaming', runId?: string) =>
    deadRuns.onStatus('door', { v: 1, state, ...(runId && { runId }) });
  return { deadRuns, stopped, say };
}

describe('DeadRuns', () => {
  const { pass } = playClock();

  it('stops a camera that streams for a run of an earlier life, again if it goes on', async () => {
    const { stopped, say } = setUp();
    const runId = names.next();
    say('idle');
    say('streaming', runId);
    say('streaming', runId);
    assert.deepEqual(stopped, [`door ${runId}`]);
    await pass(30_000);
    say('starting', runId);
    assert.deepEqual(stopped, [`door ${runId}`, `door ${runId}`]);
  });

  it('stops one whose run nobody can tell, only with the first that is heard of it', () => {
    const first = setUp();
    first.say('streaming', 'of-old');
    assert.deepEqual(first.stopped, ['door of-old']);
    const later = setUp();
    later.say('idle');
    later.say('streaming', 'of-old');
    assert.deepEqual(later.stopped, []);
  });

  it('stops one that streams and names no run', () => {
    const { stopped, say } = setUp();
    say('streaming');
    assert.match(stopped.join(), /^door \S+$/);
  });

  it('leaves alone what is idle, watched, its own in this life, or of another gateway', () => {
    const own = names.next();
    for (const options of [{ watched: ['door'] }, { known: [own] }]) {
      const { stopped, say } = setUp(options);
      say('streaming', own);
      assert.deepEqual(stopped, []);
    }
    const { stopped, say } = setUp();
    say('streaming', others.next());
    say('idle', own);
    assert.deepEqual(stopped, []);
  });

  it('tells cameras without a lease to stop, once, when the broker is first there', () => {
    const { deadRuns, stopped } = setUp();
    deadRuns.onLinkUp();
    deadRuns.onLinkUp();
    assert.match(stopped.join(), /^yard [0-9a-f-]{36}$/);
    const watched = setUp({ watched: ['yard'] });
    watched.deadRuns.onLinkUp();
    assert.deepEqual(watched.stopped, []);
  });
});

describe('createRunNames', () => {
  it('names runs by UUIDs, each another, which tell their gateway', () => {
    const [first, second] = [names.next(), names.next()];
    assert.notEqual(first, second);
    assert.match(first, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.deepEqual(
      [first, others.next(), 'of-old', 'f47ac10b-58cc-4372-a567-0e02b2c3d479'].map(names.originOf),
      ['own', 'other gateway', 'unknown', 'unknown'],
    );
    assert.equal(createRunNames(place).originOf(first), 'own');
  });
});
