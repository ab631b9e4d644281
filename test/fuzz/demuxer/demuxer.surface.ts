/** Surface 1: whatever a camera, or somebody who speaks as one, sends as MPEG-TS; from the demuxer to the playlist. */
import fc from 'fast-check';
import { createFuzzClock } from '../fuzz-clock.js';
import type { Surface } from '../surface.js';
import { type CraftedUnit, craftedUnits, createCraftedWriter } from './crafted-stream.js';
import { type DamagedCapture, damagedBytes, damagedCapture } from './damaged-capture.js';
import { createStreamJudge } from './stream-judge.js';

export type StreamStep =
  | { kind: 'capture'; capture: DamagedCapture }
  | { kind: 'crafted'; units: CraftedUnit[] }
  | { kind: 'bytes'; bytes: string }
  | { kind: 'silence'; ms: number }
  | { kind: 'restart' };

export type StreamInput = {
  steps: StreamStep[];
  /** How the bytes arrive. */
  chunkBytes: number;
  chunkMs: number;
  /** Which of them are looked at: most of the time goes into that. */
  playlists: 'each' | 'last';
  /** What the stream may hold. */
  maxBytes: number;
};

const step: fc.Arbitrary<StreamStep> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('capture' as const), capture: damagedCapture }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('crafted' as const), units: craftedUnits }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('bytes' as const),
      bytes: fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes).toString('hex')),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('silence' as const), ms: fc.constantFrom(300, 1500, 4000) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
);

const inputs: fc.Arbitrary<StreamInput> = fc.record({
  steps: fc.oneof(
    { weight: 3, arbitrary: fc.array(step, { minLength: 1, maxLength: 1 }) },
    { weight: 1, arbitrary: fc.array(step, { minLength: 2, maxLength: 4 }) },
  ),
  chunkBytes: fc.constantFrom(188, 1316, 1316, 1000, 65_536),
  chunkMs: fc.constantFrom(0, 0, 0, 10, 50),
  playlists: fc.constantFrom('each', 'last', 'last', 'last'),
  maxBytes: fc.constantFrom(64 * 1024 * 1024, 20_000),
});

/** What each byte may cost: reading, copying into fragments, and a playlist a part. */
const stepsPerByte = 60;
const constantSteps = 400_000;

export const demuxerSurface: Surface<StreamInput> = {
  name: 'demuxer',
  open() {
    const clock = createFuzzClock();
    return {
      inputs,
      stepLimit: (input) => constantSteps + stepsPerByte * sizeOf(input),
      check({ steps, chunkBytes, chunkMs, playlists, maxBytes }) {
        const judge = createStreamJudge({ clock, playlists, maxBytes });
        const craft = createCraftedWriter();
        for (const one of steps) {
          if (one.kind === 'silence') judge.beSilent(one.ms);
          else if (one.kind === 'restart') judge.restart();
          else {
            const bytes = bytesOf(one, craft);
            for (let at = 0; at < bytes.length; at += chunkBytes) {
              judge.write(bytes.subarray(at, at + chunkBytes));
              if (chunkMs > 0) judge.beSilent(chunkMs);
            }
          }
        }
        judge.finish();
        clock.forget();
      },
    };
  },
};

function bytesOf(
  step: StreamStep & { kind: 'capture' | 'crafted' | 'bytes' },
  craft: (unit: CraftedUnit) => Buffer,
): Buffer {
  if (step.kind === 'capture') return damagedBytes(step.capture);
  return step.kind === 'bytes' ? Buffer.from(step.bytes, 'hex') : Buffer.concat(step.units.map(craft));
}

function sizeOf({ steps }: StreamInput): number {
  const craft = createCraftedWriter();
  return steps.reduce(
    (sum, step) =>
      sum +
      ('kind' in step && (step.kind === 'silence' || step.kind === 'restart')
        ? 0
        : bytesOf(step as never, craft).length),
    0,
  );
}
