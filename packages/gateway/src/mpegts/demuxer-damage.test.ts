/** The demuxer against damage: no damaged picture leaves, nothing throws, and it goes on at the next keyframe. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';
import { createCollector, cut, demux, fingerprint } from '../testing/demuxed.js';
import { recordTransportStream } from '../testing/recorded-stream.js';

const packetBytes = 188;
/** SDT, PAT and PMT come first; without them nothing is known of the rest. */
const tablePackets = 3;
const runs = { numRuns: 150 };

/** Faults that a receiver can see: transport packets have no checksum over their payload, UDP and SRT do. */
type Fault =
  | { kind: 'lose'; at: number; count: number }
  | { kind: 'repeat'; at: number }
  | { kind: 'flip'; at: number; byte: 0 | 1 | 3; bit: number }
  | { kind: 'truncate'; at: number; bytes: number };

let recording: Buffer;
/** Every access unit of the undamaged stream. */
let originals: Set<string>;
/** Index of the packet with which each picture of the undamaged stream left. */
let pictureEnds: number[];
let keyframes: boolean[];

before(async () => {
  const video = [
    '-c:v',
    'libx264',
    '-profile:v',
    'baseline',
    '-preset',
    'ultrafast',
    '-tune',
    'zerolatency',
    '-g',
    '8',
  ];
  recording = await recordTransportStream({ size: '160x120', framesPerSecond: 20, seconds: 3, video });
  const { demuxer, result } = createCollector();
  pictureEnds = [];
  for (const [index, packet] of cut(recording, packetBytes).entries()) {
    demuxer.write(packet);
    while (pictureEnds.length < result.video.length) pictureEnds.push(index);
  }
  originals = new Set(result.all.map(fingerprint));
  keyframes = result.video.map(({ isKeyframe }) => isKeyframe);
});

const faults = () => allFaults().filter(canBeNoticed);

const allFaults = () => {
  const at = fc.integer({ min: tablePackets, max: recording.length / packetBytes - 1 });
  return fc.array(
    fc.oneof<fc.Arbitrary<Fault>[]>(
      fc.record({ kind: fc.constant('lose'), at, count: fc.integer({ min: 1, max: 15 }) }),
      fc.record({ kind: fc.constant('repeat'), at }),
      fc.record({
        kind: fc.constant('flip'),
        at,
        byte: fc.constantFrom(0, 1, 3),
        bit: fc.integer({ min: 0, max: 7 }),
      }),
      fc.record({ kind: fc.constant('truncate'), at, bytes: fc.integer({ min: 1, max: packetBytes - 1 }) }),
    ),
    { maxLength: 12 },
  );
};

/** Bits whose change no receiver can tell from a packet that was meant so: whether there is an adaptation field, and low bits of the PID. */
const isVisible = ({ byte, bit }: { byte: number; bit: number }) =>
  byte === 3 ? bit < 4 || bit > 5 : byte === 0 || bit > 4;

/**
 * The continuity counter has four bits: sixteen packets lost in a row look like none. A truncated packet takes the rest
 * of its datagram with it, one with a wrong sync byte the two before it.
 */
function canBeNoticed(damaged: Fault[]): boolean {
  const spans = damaged
    .map(({ at, ...fault }) => ({ from: at - 2, to: at + ('count' in fault ? fault.count : 7) }))
    .sort((a, b) => a.from - b.from);
  let from = Number.NEGATIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const span of spans) {
    if (span.from > to) from = span.from;
    to = Math.max(to, span.to);
    if (to - from >= 18) return false;
  }
  return true;
}

/** Datagrams of seven packets, as they arrive after the faults. A truncated packet ends its datagram. */
function damage(damaged: Fault[]): Buffer[] {
  const packets = cut(recording, packetBytes).map((packet): Buffer[] => [packet]);
  for (const fault of damaged) {
    const [packet] = packets[fault.at]!;
    if (!packet) continue;
    if (fault.kind === 'lose') packets.fill([], fault.at, fault.at + fault.count);
    if (fault.kind === 'repeat') packets[fault.at] = [packet, packet];
    if (fault.kind === 'truncate') packets[fault.at] = [packet.subarray(0, fault.bytes)];
    if (fault.kind === 'flip' && isVisible(fault)) {
      const flipped = Buffer.from(packet);
      flipped[fault.byte]! ^= 1 << fault.bit;
      const isMarkedDamaged = fault.byte === 1 && fault.bit === 7;
      if (isMarkedDamaged) flipped[100]! ^= 0xff;
      packets[fault.at] = [flipped];
    }
  }
  const datagrams: Buffer[] = [];
  for (let at = 0; at < packets.length; at += 7)
    datagrams.push(...endDatagramsAtCuts(packets.slice(at, at + 7).flat()));
  return datagrams;
}

function endDatagramsAtCuts(packets: Buffer[]): Buffer[] {
  const end = packets.findIndex((packet) => packet.length < packetBytes);
  return [Buffer.concat(end < 0 ? packets : packets.slice(0, end + 1))];
}

describe('createDemuxer under damage', () => {
  it('gives the same access units however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 40 }), (sizes) => {
        const pieces: Buffer[] = [];
        for (let at = 0, index = 0; at < recording.length; index++) {
          const size = sizes[index % sizes.length]!;
          pieces.push(recording.subarray(at, at + size));
          at += size;
        }
        assert.deepEqual(new Set(demux(pieces).all.map(fingerprint)), originals);
      }),
      { numRuns: 40 },
    );
  });

  it('never lets an access unit out that is not one of the undamaged stream', () => {
    fc.assert(
      fc.property(faults(), (damaged) => {
        for (const accessUnit of demux(damage(damaged)).all)
          assert.ok(originals.has(fingerprint(accessUnit)));
      }),
      runs,
    );
  });

  it('lets no picture out between a lost one and the next keyframe', () => {
    fc.assert(
      fc.property(faults(), (damaged) => {
        const { video } = demux(damage(damaged));
        for (const [index, picture] of video.slice(1).entries()) {
          const follows = picture.dtsTicks - video[index]!.dtsTicks === 4500;
          assert.ok(
            follows || picture.isKeyframe,
            `a picture at ${picture.dtsTicks} follows one at ${video[index]!.dtsTicks}`,
          );
        }
        assert.ok(video[0]?.isKeyframe !== false);
      }),
      runs,
    );
  });

  it('goes on at the next keyframe after the last damage', () => {
    fc.assert(
      fc.property(faults(), (damaged) => {
        // A datagram beyond the fault: a truncated packet takes the rest of its own with it.
        const lastFault =
          Math.max(tablePackets, ...damaged.map((fault) => fault.at + ('count' in fault ? fault.count : 0))) +
          7;
        const next = pictureEnds.findIndex(
          (_, index) => keyframes[index] && (pictureEnds[index - 1] ?? 0) > lastFault,
        );
        if (next < 0) return;
        const { video } = demux(damage(damaged));
        // The last picture of all may wait for a next one to show that it is complete.
        const expected = pictureEnds.length - next;
        assert.ok(
          video.length >= expected - 1,
          `${video.length} pictures left, ${expected} came after the damage`,
        );
      }),
      runs,
    );
  });

  it('asks for a keyframe once an outage', () => {
    const packets = cut(recording, packetBytes);
    const inSecondGroup = pictureEnds[10]!;
    const holes = new Set([inSecondGroup, inSecondGroup + 2]);
    const { keyframesWanted, stats } = demux(packets.filter((_, index) => !holes.has(index)));
    assert.equal(keyframesWanted.length, 1);
    assert.ok(stats.droppedAccessUnits > 0 && stats.continuityErrors > 0);
  });

  it('takes no harm from packets that are sent twice', () => {
    const packets = cut(recording, packetBytes).flatMap((packet) => [packet, packet]);
    const { all, stats } = demux(packets);
    assert.deepEqual(new Set(all.map(fingerprint)), originals);
    assert.equal(all.length, originals.size);
    assert.equal(stats.continuityErrors, 0);
  });

  it('loses only the sound that is damaged', () => {
    const isSound = (packet: Buffer) => (packet.readUInt16BE(1) & 0x1fff) === 0x101;
    const packets = cut(recording, packetBytes);
    const sound = packets.flatMap((packet, index) => (isSound(packet) ? [index] : []));
    const hole = sound[Math.floor(sound.length / 2)]!;
    const whole = demux([recording]);
    const damaged = demux(packets.filter((_, index) => index !== hole));
    assert.equal(damaged.video.length, whole.video.length);
    const lost = whole.audio.length - damaged.audio.length;
    assert.ok(lost > 0 && lost < 20, `${lost} frames of sound are missing`);
    const known = new Set(whole.audio.map(fingerprint));
    for (const frame of damaged.audio) assert.ok(known.has(fingerprint(frame)));
  });

  it('survives any bytes at all', () => {
    const packetLike = fc
      .tuple(fc.uint8Array({ minLength: 187, maxLength: 187 }))
      .map(([rest]) => Buffer.from([0x47, ...rest]));
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes)),
      packetLike,
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const withTables = [recording.subarray(0, tablePackets * packetBytes), ...pieces];
        assert.equal(demux(withTables).video.length, 0);
      }),
      { numRuns: 300 },
    );
  });

  it('reads on after garbage between two halves of a stream', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 2000 }),
        fc.integer({ min: 100, max: 400 }),
        (garbage, packet) => {
          const at = packet * packetBytes;
          const { all } = demux([recording.subarray(0, at), Buffer.from(garbage), recording.subarray(at)]);
          for (const accessUnit of all) assert.ok(originals.has(fingerprint(accessUnit)));
          assert.ok(all.length > originals.size / 2);
        },
      ),
      { numRuns: 100 },
    );
  });
});
