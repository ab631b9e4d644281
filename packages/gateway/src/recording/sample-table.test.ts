import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readBoxes } from './boxes.js';
import { SampleTable } from './sample-table.js';

function tableOf(table: SampleTable, mediaAt = 0): Map<string, Buffer> {
  const [stbl] = readBoxes(Buffer.concat(table.write(Buffer.alloc(0), mediaAt)));
  return new Map(readBoxes(stbl!.contents).map(({ type, contents }) => [type, contents]));
}

const sampleAt = (decodeTicks: number, isSync = true) => ({
  decodeTicks,
  durationTicks: 10,
  compositionOffsetTicks: 0,
  isSync,
  byteLength: 5,
  at: 0,
});
const clock = { scale: 1, baseTicks: 0 };

describe('SampleTable', () => {
  it('takes half a day, and places beyond 4 GiB', () => {
    const chunkCount = 120_000;
    const table = new SampleTable();
    for (let number = 0; number < chunkCount; number++)
      table.addChunk({ at: number * 100_000, description: 1, samples: [sampleAt(number * 10)], clock });
    const offsets = tableOf(table, 7).get('co64')!;
    assert.equal(offsets.readUInt32BE(4), chunkCount);
    assert.equal(Number(offsets.readBigUInt64BE(8 + 8 * (chunkCount - 1))), (chunkCount - 1) * 100_000 + 7);
  });

  it('says how often durations and chunks of a kind come in a row', () => {
    const table = new SampleTable();
    table.addChunk({ at: 0, description: 1, samples: [sampleAt(0), sampleAt(10, false)], clock });
    table.addChunk({ at: 50, description: 1, samples: [sampleAt(20), sampleAt(30, false)], clock });
    table.addChunk({ at: 90, description: 2, samples: [sampleAt(100)], clock });
    const boxes = tableOf(table);
    const numbers = (type: string): number[] => {
      const contents = boxes.get(type)!;
      return Array.from({ length: contents.length / 4 - 1 }, (_, index) =>
        contents.readUInt32BE(4 + 4 * index),
      );
    };
    // The fourth sample lasts until the fifth begins, 70 ticks later.
    assert.deepEqual(numbers('stts'), [3, 3, 10, 1, 70, 1, 10]);
    assert.deepEqual(numbers('stsc'), [2, 1, 2, 1, 3, 1, 2]);
    assert.deepEqual(numbers('stss'), [3, 1, 3, 5]);
    assert.deepEqual(numbers('stsz'), [0, 5, 5, 5, 5, 5, 5]);
    assert.equal(boxes.has('ctts'), false);
    assert.deepEqual([table.startTicks, table.durationTicks, table.sampleCount], [0, 110, 5]);
  });
});
