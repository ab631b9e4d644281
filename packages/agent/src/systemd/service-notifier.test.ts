import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AgentCondition } from '../agent.js';
import { silentLogger } from '../log/logger.js';
import type { ToolAnswer } from '../process/run-tool.js';
import { VirtualClock } from '../testing/virtual-clock.js';
import { ServiceNotifier } from './service-notifier.js';

const done: ToolAnswer = { outcome: 'ended', exitCode: 0, stdout: '', stderr: '' };

function setUp({ watchdogMs = 60_000 as number | null, answer = done } = {}) {
  const clock = new VirtualClock();
  const condition: AgentCondition = { summary: 'idle', fault: null };
  const sent: string[] = [];
  const complaints: string[] = [];
  const notifier = new ServiceNotifier({
    watchdogMs,
    condition: () => condition,
    clock,
    logger: {
      ...silentLogger,
      warn: (_, message) => complaints.push(message),
      error: (_, message) => complaints.push(message),
    },
    notify: async (variables) => {
      sent.push(variables.join(' '));
      return answer;
    },
  });
  return { clock, condition, sent, complaints, notifier };
}

describe('ServiceNotifier', () => {
  it('gives a sign of life every half interval, and its state when that has changed', async () => {
    const { clock, condition, sent, notifier } = setUp();
    notifier.ready();
    clock.advance(30_000);
    condition.summary = 'error: no\n camera';
    clock.advance(60_000);
    await notifier.stopping();
    clock.advance(600_000);
    assert.deepEqual(sent, [
      'READY=1 STATUS=idle',
      'WATCHDOG=1',
      'WATCHDOG=1 STATUS=error: no camera',
      'WATCHDOG=1',
      'STOPPING=1 STATUS=Stopping the camera',
    ]);
  });

  it('gives none while the agent has a fault, and says which', () => {
    const { clock, condition, sent, complaints, notifier } = setUp();
    notifier.ready();
    condition.fault = 'It hangs.';
    clock.advance(90_000);
    assert.deepEqual(sent, ['READY=1 STATUS=idle', 'STATUS=It hangs.']);
    assert.equal(complaints.length, 1);
    condition.fault = null;
    clock.advance(30_000);
    assert.equal(sent.at(-1), 'WATCHDOG=1 STATUS=idle');
  });

  it('tells nothing but changes where nobody watches', () => {
    const { clock, condition, sent, notifier } = setUp({ watchdogMs: null });
    notifier.ready();
    clock.advance(300_000);
    condition.summary = 'streaming';
    clock.advance(300_000);
    assert.deepEqual(sent, ['READY=1 STATUS=idle', 'STATUS=streaming']);
  });

  it('complains once when systemd cannot be told', async () => {
    const { clock, complaints, notifier } = setUp({
      answer: { ...done, outcome: 'missing', exitCode: null },
    });
    notifier.ready();
    clock.advance(90_000);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(complaints.length, 1);
    assert.match(complaints[0] ?? '', /NotifyAccess=all/);
  });
});
