/** What a page does to a camera that plays, in one engine: removing, moving, hiding and leaving. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { removeCamera } from './camera-in-page.js';
import type { EngineName } from './engine.js';
import type { EngineStage } from './engine-stage.js';
import { gapOf } from './gaps.js';

type Move = { name: string; feature?: 'moveBefore'; move: () => void };

/** Called in the page. */
const moves: readonly Move[] = [
  {
    name: 'append()',
    move: () => document.querySelector('aside')!.append(document.querySelector('#camera')!),
  },
  {
    name: 'moveBefore()',
    feature: 'moveBefore',
    move: () => {
      const aside = document.querySelector('aside') as HTMLElement & {
        moveBefore(node: Node, child: Node | null): void;
      };
      aside.moveBefore(document.querySelector('#camera')!, null);
    },
  },
];

/** Events that tell of a restart. */
const restarts = ['sessionend', 'emptied', 'statechange starting', 'statechange reconnecting'];

export function describeLife(name: EngineName, stage: () => EngineStage): void {
  describe('a page', () => {
    it('ends the session by removing the element', async () => {
      const { engine, open, viewerCount, untilNobodyWatches } = stage();
      const camera = await open();
      await camera.untilMoving();
      assert.equal(await viewerCount(), 1);
      await removeCamera(engine);
      await untilNobodyWatches();
    });

    for (const { name: way, feature, move } of moves) {
      it(`restarts nothing by moving the element with ${way}`, {
        skip: feature ? gapOf(name, feature) : false,
      }, async () => {
        const { engine, open, viewerCount } = stage();
        const camera = await open();
        const before = await camera.untilMoving();
        await engine.evaluate(move);
        const after = await camera.untilMoving();
        assert.equal(after.sessionId, before.sessionId);
        const events = after.events.slice(before.events.length);
        assert.deepEqual(
          events.filter((event) => restarts.includes(event)),
          [],
        );
        assert.equal(await viewerCount(), 1);
      });
    }

    it('ends the session some time after it is hidden, and plays again when it is shown', async () => {
      const { engine, open, untilNobodyWatches } = stage();
      const camera = await open({ 'hidden-delay': '1' });
      await camera.untilMoving();
      await engine.hide();
      try {
        await untilNobodyWatches(10_000);
      } finally {
        await engine.show();
      }
      await camera.untilMoving();
    });

    it('plays on, hidden and shown again within the delay', async () => {
      const { engine, open } = stage();
      const camera = await open({ 'hidden-delay': '60' });
      const before = await camera.untilMoving();
      await engine.hide();
      await engine.show();
      assert.equal((await camera.untilMoving()).sessionId, before.sessionId);
    });

    it('ends the session when it is left for another page', async () => {
      const { open, openPage, viewerCount, untilNobodyWatches } = stage();
      await (await open()).untilMoving();
      assert.equal(await viewerCount(), 1);
      await openPage();
      await untilNobodyWatches();
    });
  });
}
