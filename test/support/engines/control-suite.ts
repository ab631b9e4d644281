/** What a viewer does to a camera that plays, in one engine: pausing, and the keys. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../deadline.js';
import type { EngineName } from './engine.js';
import type { EngineStage } from './engine-stage.js';
import { gapOf } from './gaps.js';

/** Long enough that a player which goes on where it was would be seen to. */
const pausedForMs = 1500;

export function describeControl(name: EngineName, stage: () => EngineStage): void {
  describe('a viewer', () => {
    it('pauses with a click and plays with K, at the live edge again', async () => {
      const { engine, open } = stage();
      const camera = await open({ controls: '', transport: 'hls' });
      await camera.untilMoving();
      const { latency: before } = await camera.until((now) => now.latency !== null, 'the latency');
      await engine.click('#camera');
      const { isPaused } = await camera.untilState('paused');
      assert.equal(isPaused, true);
      await delay(pausedForMs);
      await engine.press('k');
      await camera.untilMoving();
      const mostSeconds = before! + pausedForMs / 2000;
      await camera.until(({ latency }) => latency! < mostSeconds, `a latency below ${mostSeconds} s`, 5000);
      await engine.press('k');
      await camera.untilState('paused');
    });

    it('switches the sound on and off with M', async () => {
      const { engine, open } = stage();
      const camera = await open({ controls: '', transport: 'hls' });
      await camera.untilMoving();
      // A gesture, without which Firefox and Safari pause what is unmuted.
      await engine.click('#camera');
      await engine.press('k');
      await camera.untilMoving();
      await engine.press('m');
      await camera.until(({ isMuted }) => !isMuted, 'the sound to be on');
      await camera.untilMoving();
      await engine.press('m');
      await camera.until(({ isMuted }) => isMuted, 'the sound to be off');
    });

    it('goes to full screen and back with F', { skip: gapOf(name, 'full screen by a key') }, async () => {
      const { engine, open } = stage();
      const camera = await open({ controls: '' });
      await camera.untilMoving();
      await engine.evaluate(() => (document.querySelector('#camera') as HTMLElement).focus());
      for (const wanted of ['camera', null]) {
        await engine.press('f');
        await until(
          async () => (await engine.evaluate(() => document.fullscreenElement?.id ?? null)) === wanted,
          {
            what: `${wanted ?? 'nothing'} to be on the full screen of ${name}`,
            withinMs: 5000,
          },
        );
      }
      await camera.untilMoving();
    });
  });
}
