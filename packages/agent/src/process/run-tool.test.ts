import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runTool } from './run-tool.js';

describe('runTool', () => {
  it('tells what the program wrote and how it ended', async () => {
    const answer = await runTool({ command: 'sh', args: ['-c', 'echo out; echo err >&2; exit 3'] });
    assert.deepEqual(answer, { outcome: 'ended', exitCode: 3, stdout: 'out\n', stderr: 'err\n' });
  });

  it('says that there is no such program', async () => {
    const answer = await runTool({ command: '/no/such/program', args: [] });
    assert.deepEqual([answer.outcome, answer.exitCode], ['missing', null]);
  });

  it('gives up at its deadline, with what was written until then', async () => {
    const answer = await runTool({ command: 'sh', args: ['-c', 'echo out; exec sleep 60'], timeoutMs: 300 });
    assert.deepEqual([answer.outcome, answer.exitCode, answer.stdout], ['late', null, 'out\n']);
  });

  it('gives up when it is told to', async () => {
    const stop = new AbortController();
    const answering = runTool({ command: 'sleep', args: ['60'], signal: stop.signal });
    setImmediate(() => stop.abort());
    assert.equal((await answering).outcome, 'late');
    const never = await runTool({ command: 'sh', args: ['-c', 'exit 3'], signal: AbortSignal.abort() });
    assert.equal(never.outcome, 'late');
  });
});
