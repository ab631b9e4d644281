import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KnownAnswer } from './known-answer.js';

function setUp() {
  const questions: ((answer: string) => void)[] = [];
  const known = new KnownAnswer<string>({
    ask: (signal) =>
      new Promise((resolve) => {
        questions.push(resolve);
        if (signal?.aborted) resolve('aborted');
        signal?.addEventListener('abort', () => resolve('aborted'));
      }),
    isGood: (answer) => answer.startsWith('good'),
  });
  return { known, questions };
}
const never = () => new AbortController().signal;

describe('KnownAnswer', () => {
  it('asks once, ahead of the first run, which waits for the answer', async () => {
    const { known, questions } = setUp();
    void known.prepare();
    const getting = known.get(never());
    questions[0]?.('good 1');
    assert.equal(await getting, 'good 1');
    assert.equal(await known.get(never()), 'good 1');
    assert.equal(questions.length, 1);
  });

  it('asks again after a bad answer, and when it was told to forget', async () => {
    const { known, questions } = setUp();
    for (const answer of ['bad', 'good 2']) {
      const getting = known.get(never());
      questions.at(-1)?.(answer);
      assert.equal(await getting, answer);
    }
    known.forget();
    const getting = known.get(never());
    questions[2]?.('good 3');
    assert.equal(await getting, 'good 3');
  });

  it('asks nobody whose answer is on its way, or known', async () => {
    const { known, questions } = setUp();
    const [looking, getting] = [known.get(), known.get(never())];
    questions[0]?.('good 1');
    assert.deepEqual([await looking, await getting], ['good 1', 'good 1']);
    await known.prepare();
    assert.equal(questions.length, 1);
  });

  it('lets a run go that is stopped while it waits', async () => {
    const { known } = setUp();
    void known.prepare();
    const stop = new AbortController();
    const getting = known.get(stop.signal);
    stop.abort();
    assert.equal(await getting, 'aborted');
  });
});
