/** From the tag to a picture that moves, in one engine: starting, autoplay, each transport, and how live it is. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { until } from '../deadline.js';
import type { CameraFacts } from './camera-in-page.js';
import type { EngineName } from './engine.js';
import type { EngineStage } from './engine-stage.js';
import { gapOf } from './gaps.js';

/** Nobody would call more than this live. How long the delay is, is measured elsewhere. */
const maxLatencySeconds = 3;
const transports = ['hls', 'fmp4', 'mjpeg', 'webrtc'] as const;

/** Longer than any engine takes a press for a recent one. */
const wakingMs = 6000;

/** To be called in the page: each session is asked for that much later. */
function holdSessions(heldMs: number): void {
  const ask = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    if (init?.method === 'POST' && String(input).endsWith('/sessions'))
      await new Promise((resolve) => setTimeout(resolve, heldMs));
    return ask(input, init);
  };
}

export function describePlaying(name: EngineName, stage: () => EngineStage): void {
  describe('playing', () => {
    it('asks for nothing until it is clicked, and then shows a picture that moves', async () => {
      const { engine, open, viewerCount } = stage();
      const camera = await open({ autoplay: null });
      assert.equal((await camera.facts()).state, 'idle');
      assert.equal(await viewerCount(), 0);
      await engine.click('#camera');
      await camera.untilMoving();
      const first = await engine.screenshot();
      await until(async () => !(await engine.screenshot()).equals(first), {
        what: `another picture on the screen of ${name}`,
        withinMs: 5000,
      });
    });

    it('plays by itself when muted', async () => {
      const camera = await stage().open();
      const { isMuted, events } = await camera.untilMoving();
      assert.equal(isMuted, true);
      assert.ok(!events.includes('autoplayblocked'), events.join(', '));
    });

    it('plays muted where sound needs a gesture, and says so', async () => {
      const { openUntouched, insert } = stage();
      await openUntouched();
      const camera = await insert({ muted: null });
      const { isMuted, events } = await camera.untilMoving();
      assert.equal(isMuted, true);
      assert.ok(events.includes('autoplayblocked'), events.join(', '));
    });

    it('plays with sound after a click, however long the camera takes to wake', async () => {
      const { engine, openUntouched, insert } = stage();
      await openUntouched();
      const camera = await insert({ autoplay: null, muted: null });
      await engine.evaluate(holdSessions, wakingMs);
      await engine.click('#camera');
      const { isMuted, events } = await camera.untilMoving();
      assert.ok(!events.includes('autoplayblocked'), events.join(', '));
      assert.equal(isMuted, false);
    });

    describe('by each transport', () => {
      const skipOf = (transport: string) => transport === 'webrtc' && gapOf(name, 'webrtc');
      before(async () => {
        const { openPage, insert } = stage();
        await openPage();
        for (const transport of transports) if (!skipOf(transport)) await insert({ transport }, transport);
      });

      for (const transport of transports) {
        it(`plays by ${transport}, live`, { skip: skipOf(transport) }, async () => {
          const camera = stage().cameraNamed(transport);
          assert.equal((await camera.untilMoving()).transport, transport);
          // Pictures alone bear no time of their own.
          if (transport === 'mjpeg') return;
          const isLive = ({ latency }: CameraFacts) =>
            latency !== null && latency > 0 && latency < maxLatencySeconds;
          await camera.until(isLive, `a latency below ${maxLatencySeconds} s`);
        });
      }
    });

    it('leaves webrtc out at once where the browser cannot play it', async () => {
      const camera = await stage().open({ transport: 'webrtc hls' });
      const { transport, events } = await camera.untilMoving();
      assert.equal(transport, gapOf(name, 'webrtc') ? 'hls' : 'webrtc');
      assert.equal(events.filter((type) => type === 'transportchange').length, 1);
    });

    it('plays by hls with nothing but ManagedMediaSource, as on an iPhone', {
      skip: gapOf(name, 'ManagedMediaSource'),
    }, async () => {
      const { engine, openPage, insert } = stage();
      await openPage();
      const isLeft = await engine.evaluate(() => {
        for (const name of ['MediaSource', 'WebKitMediaSource']) Reflect.deleteProperty(globalThis, name);
        return 'MediaSource' in globalThis;
      });
      assert.equal(isLeft, false);
      for (const transport of ['hls', 'fmp4']) await insert({ transport }, transport);
      for (const transport of ['hls', 'fmp4']) {
        const { transport: chosen } = await stage().cameraNamed(transport).untilMoving();
        assert.equal(chosen, transport);
      }
    });
  });
}
