/**
 * The gateway's and the agent's machines against each other, over a link that loses, repeats and reorders, in virtual
 * time: whatever happens there is one capture at most, none past its lease and none of a run that was stopped; and when
 * the link is good again the camera streams if it is wanted and sleeps if it is not.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { BadLink, type Fate } from './bad-link.js';
import { CameraEnd } from './camera-end.js';
import { GatewayEnd, leaseMs } from './gateway-end.js';
import { MediaPath } from './media-path.js';
import { VirtualTime } from './virtual-time.js';

type Step = { does: 'want' | 'unwant' | 'crash' | 'nothing'; thenWaitMs: number };
type Story = { protocol: 'srt' | 'udp'; fates: Fate[]; steps: Step[] };

/** Longest that a message of the bad times stays on its way. */
const maxDelayMs = 20_000;
/** By then the last late message has come, the last lease has ended and the longest retry pause is over. */
const settleMs = maxDelayMs + 2 * leaseMs + 30_000;

const delayMs = fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: maxDelayMs }));
const story: fc.Arbitrary<Story> = fc.record({
  protocol: fc.constantFrom('srt', 'udp'),
  fates: fc.array(fc.record({ copyDelaysMs: fc.array(delayMs, { maxLength: 3 }) }), {
    minLength: 1,
    maxLength: 60,
  }),
  steps: fc.array(
    fc.record({
      does: fc.constantFrom('want', 'unwant', 'crash', 'nothing'),
      thenWaitMs: fc.oneof(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 45_000 })),
    }),
    { minLength: 1, maxLength: 25 },
  ),
});

function tell({ protocol, fates, steps }: Story) {
  const time = new VirtualTime();
  const link = new BadLink(time, fates);
  const media = new MediaPath(time, protocol);
  const gateway: GatewayEnd = new GatewayEnd({
    time,
    media,
    command: (message) => link.send(() => camera.hear(message)),
  });
  const camera: CameraEnd = new CameraEnd({
    time,
    media,
    say: (word) => link.send(() => gateway.hear(word)),
  });
  time.afterEach = () => {
    const fault = camera.findFault();
    if (fault) assert.fail(fault);
  };
  let isWanted = false;
  for (const { does, thenWaitMs } of steps) {
    if (does === 'want') gateway.want();
    if (does === 'unwant') gateway.unwant();
    if (does === 'crash') camera.crash();
    if (does === 'want' || does === 'unwant') isWanted = does === 'want';
    time.afterEach();
    time.advance(thenWaitMs);
  }
  link.isGood = true;
  time.advance(settleMs);
  return { gateway, camera, media, isWanted };
}

describe('START, renewal and STOP over a bad link', () => {
  it('never make two captures, nor one past its lease, and agree once the link is good', () => {
    fc.assert(
      fc.property(story, (told) => {
        const { gateway, camera, media, isWanted } = tell(told);
        if (isWanted) {
          assert.equal(gateway.state.name, 'streaming');
          assert.ok('runId' in gateway.state);
          assert.deepEqual([camera.status.state, camera.status.runId], ['streaming', gateway.state.runId]);
        } else {
          assert.equal(gateway.state.name, 'idle');
          assert.equal(camera.status.state, 'idle');
          assert.deepEqual([camera.captures.length, media.openRunId], [0, undefined]);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('agree at once over a good link', () => {
    const time = new VirtualTime();
    const link = new BadLink(time, [{ copyDelaysMs: [5] }]);
    const media = new MediaPath(time, 'srt');
    const gateway: GatewayEnd = new GatewayEnd({
      time,
      media,
      command: (message) => link.send(() => camera.hear(message)),
    });
    const camera: CameraEnd = new CameraEnd({
      time,
      media,
      say: (word) => link.send(() => gateway.hear(word)),
    });
    gateway.want();
    time.advance(200);
    assert.equal(gateway.state.name, 'streaming');
    time.advance(10 * leaseMs);
    assert.ok('runId' in gateway.state && gateway.state.runId === 'run-1', 'one run, renewed');
    gateway.unwant();
    time.advance(400);
    assert.equal(camera.status.state, 'idle');
  });
});
