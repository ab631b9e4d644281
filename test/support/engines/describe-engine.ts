/**
 * The behavioural suite of the element, written once and run in each engine: in `test/engines` by `npm test`, with more
 * mounts and moves in `test/long`. An engine that is not installed is skipped by name; on a build machine it fails.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { describeControl } from './control-suite.js';
import type { EngineName } from './engine.js';
import { type EngineStage, openStage } from './engine-stage.js';
import { gaps } from './gaps.js';
import { whyNotHere } from './launch-engine.js';
import { describeLeaks, type LeakLoad } from './leak-suite.js';
import { describeLife } from './life-suite.js';
import { describePlaying } from './playing-suite.js';
import { describeTrouble } from './trouble-suite.js';

export function describeEngine(name: EngineName, load: LeakLoad): void {
  const reason = process.env.CI ? undefined : whyNotHere(name);
  if (reason) process.stderr.write(`\nSKIPPED: every test in ${name}. ${reason}\n\n`);

  describe(`<rpi-live-camera> in ${name}`, { skip: reason ?? false }, () => {
    let opened: EngineStage;
    const stage = () => opened;
    before(async () => {
      opened = await openStage(name);
    });
    after(() => opened?.close());

    it('still lacks what is skipped for it', async (test) => {
      const { engine, openPage } = opened;
      await openPage();
      test.diagnostic(`${name} ${engine.version}`);
      for (const { feature, isThere } of gaps.filter((gap) => gap.engine === name)) {
        if (isThere) assert.equal(await engine.evaluate(isThere), false, `${name} has ${feature} now`);
      }
    });

    describePlaying(name, stage);
    describeControl(name, stage);
    describeLife(name, stage);
    describeLeaks(name, stage, load);
    describeTrouble(stage);
  });
}
