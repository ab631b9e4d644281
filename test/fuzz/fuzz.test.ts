/** Every kept input, and some thousand random ones: the same in each run, and others that no run has seen. `npm run fuzz` tries more. */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { describe, it } from 'node:test';
import { runCampaign } from './campaign.js';
import { readCorpus } from './corpus.js';
import { surfaceNames } from './surfaces.js';

const knownSeed = 1;
/** So many random inputs of each kind; what a second or two are enough for. */
const inputsOf: Readonly<Record<string, number>> = {
  demuxer: 300,
  playlist: 400,
  mqtt: 2000,
  http: 120,
  config: 600,
  storage: 600,
};

describe('fuzzing', { concurrency: 2 }, () => {
  for (const surface of surfaceNames) {
    it(`of the surface "${surface}" breaks nothing`, async (t) => {
      const inputs = inputsOf[surface] ?? 500;
      const freshSeed = randomInt(2 ** 31);
      t.diagnostic(`npm run fuzz -- --surface ${surface} --inputs ${inputs} --seed ${freshSeed}`);
      const { done, failure } = await runCampaign({
        surface,
        modes: ['corpus', 'random', 'steps'],
        seeds: [knownSeed, freshSeed],
        inputs,
      });
      assert.equal(failure, undefined, say(failure));
      assert.ok(done >= readCorpus(surface).length + 2 * inputs, `${done} were tried`);
    });
  }
});

function say(failure: { message: string; input: unknown } | undefined): string {
  return failure ? `${failure.message}\n${JSON.stringify(failure.input)?.slice(0, 2000)}` : '';
}
