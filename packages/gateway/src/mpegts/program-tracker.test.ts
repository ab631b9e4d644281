/** Which streams a demuxer picks from PAT and PMT, and what it does when they are damaged or change. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TransportMuxer } from '../testing/transport-muxer.js';
import { createPacketReader } from './packet-reader.js';
import { createProgramTracker, type ProgramStreams } from './program-tracker.js';
import { parseTransportPacket } from './transport-packet.js';

const h264 = 0x1b;
const hevc = 0x24;
const aac = 0x0f;

function track(...bytes: Buffer[]): { announced: ProgramStreams[]; damagedSections: number } {
  const announced: ProgramStreams[] = [];
  let damagedSections = 0;
  const tracker = createProgramTracker({
    onStreams: (streams) => announced.push(streams),
    onDamagedSection: () => damagedSections++,
  });
  const reader = createPacketReader({
    onPacket: (packet) => tracker.write(parseTransportPacket(packet)!),
    onResync: () => assert.fail('the test wrote no whole packets'),
  });
  for (const piece of bytes) reader.write(piece);
  return { announced, damagedSections };
}

const pidsOf = (announced: ProgramStreams[]) =>
  announced.map(({ videoPid, audioPid }) => [videoPid, audioPid]);

describe('createProgramTracker', () => {
  it('finds picture and sound, and says it once however often the tables come', () => {
    const muxer = new TransportMuxer();
    const tables = () => [
      muxer.programAssociation({ 1: 0x1000 }),
      muxer.programMap(0x1000, 1, [
        { streamType: aac, pid: 0x101 },
        { streamType: h264, pid: 0x100 },
      ]),
    ];
    const { announced } = track(...tables(), ...tables(), ...tables());
    assert.deepEqual(announced, [{ videoPid: 0x100, audioPid: 0x101, others: [] }]);
  });

  it('takes the first program with H.264 of several, and stays with it', () => {
    const muxer = new TransportMuxer();
    const { announced } = track(
      muxer.programAssociation({ 1: 0x1000, 2: 0x1001, 3: 0x1002 }),
      muxer.programMap(0x1001, 2, [{ streamType: h264, pid: 0x200 }]),
      muxer.programMap(0x1000, 1, [{ streamType: hevc, pid: 0x100 }]),
      muxer.programMap(0x1002, 3, [{ streamType: h264, pid: 0x300 }]),
    );
    assert.deepEqual(pidsOf(announced), [[0x200, undefined]]);
  });

  it('names a program without H.264 only once it has seen all of them', () => {
    const muxer = new TransportMuxer();
    const association = muxer.programAssociation({ 1: 0x1000, 2: 0x1001 });
    const first = muxer.programMap(0x1000, 1, [{ streamType: hevc, pid: 0x100 }]);
    assert.deepEqual(track(association, first).announced, []);
    const second = muxer.programMap(0x1001, 2, [{ streamType: aac, pid: 0x101 }]);
    const { announced } = track(association, first, second);
    assert.deepEqual(announced, [
      { videoPid: undefined, audioPid: undefined, others: [{ streamType: hevc, pid: 0x100 }] },
    ]);
  });

  it('reads two programs whose tables share a PID', () => {
    const muxer = new TransportMuxer();
    const { announced } = track(
      muxer.programAssociation({ 1: 0x1000, 2: 0x1000 }),
      muxer.programMap(0x1000, 1, [{ streamType: hevc, pid: 0x100 }]),
      muxer.programMap(0x1000, 2, [{ streamType: h264, pid: 0x200 }]),
    );
    assert.deepEqual(pidsOf(announced), [[0x200, undefined]]);
  });

  it('follows a new version of PAT and PMT to other PIDs', () => {
    const muxer = new TransportMuxer();
    const { announced } = track(
      muxer.programAssociation({ 1: 0x1000 }),
      muxer.programMap(0x1000, 1, [{ streamType: h264, pid: 0x100 }]),
      muxer.programMap(0x1000, 1, [{ streamType: h264, pid: 0x110 }], 1),
      muxer.programAssociation({ 1: 0x1001 }, 1),
      muxer.programMap(0x1001, 1, [{ streamType: h264, pid: 0x120 }], 2),
    );
    assert.deepEqual(pidsOf(announced), [
      [0x100, undefined],
      [0x110, undefined],
      [0x120, undefined],
    ]);
  });

  it('ignores a damaged table and reads the next one', () => {
    const muxer = new TransportMuxer();
    const association = muxer.programAssociation({ 1: 0x1000 });
    const damaged = Buffer.from(muxer.programMap(0x1000, 1, [{ streamType: h264, pid: 0x100 }]));
    damaged[4 + 1 + 14]! ^= 1;
    const intact = muxer.programMap(0x1000, 1, [{ streamType: h264, pid: 0x100 }]);
    const { announced, damagedSections } = track(association, damaged, intact);
    assert.deepEqual(pidsOf(announced), [[0x100, undefined]]);
    assert.equal(damagedSections, 1);
  });

  it('puts a table together from several packets, and drops it when one of them is missing', () => {
    const muxer = new TransportMuxer();
    const association = muxer.programAssociation({ 1: 0x1000 });
    const others = Array.from({ length: 90 }, (_, index) => ({ streamType: 0x06, pid: 0x400 + index }));
    const streams = [...others, { streamType: h264, pid: 0x100 }];
    const map = muxer.programMap(0x1000, 1, streams);
    const again = muxer.programMap(0x1000, 1, streams);
    assert.equal(map.length, 3 * 188);
    assert.deepEqual(pidsOf(track(association, map).announced), [[0x100, undefined]]);
    const holed = track(association, map.subarray(0, 188), map.subarray(376), again);
    assert.deepEqual(pidsOf(holed.announced), [[0x100, undefined]]);
    assert.equal(holed.damagedSections, 1);
  });
});
