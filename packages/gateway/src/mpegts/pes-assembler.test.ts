/** When a PES packet leaves the assembler, and what it says when something is missing. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pesPacket, TransportMuxer } from '../testing/transport-muxer.js';
import { createDemuxerCounters } from './demuxer-counters.js';
import { createPesAssembler } from './pes-assembler.js';
import type { PesPacket } from './pes-packet.js';
import { parseTransportPacket } from './transport-packet.js';

const pid = 0x100;

function assemble(medium: 'video' | 'audio' = 'video') {
  const packets: PesPacket[] = [];
  const losses: string[] = [];
  const counters = createDemuxerCounters();
  const assembler = createPesAssembler({
    medium,
    onPes: (pes) => packets.push(pes),
    onLoss: (reason) => losses.push(reason),
    counters,
  });
  const write = (bytes: Buffer) => {
    for (let at = 0; at < bytes.length; at += 188)
      assembler.write(parseTransportPacket(bytes.subarray(at, at + 188))!);
  };
  return { packets, losses, counters, write };
}

/** Nothing but stuffing comes between. */
const stuffingPackets = 50_000;

const bytesOf = (packets: PesPacket[]) => packets.map(({ data }) => data.toString('hex'));
const content = (length: number, value: number) => Buffer.alloc(length, value);
/** So much data fills whole transport packets: 14 bytes are the PES header with a PTS. */
const exactFit = 3 * 184 - 14;

describe('createPesAssembler', () => {
  it('lets a packet go with the stuffed transport packet that ends it', () => {
    const { packets, losses, write } = assemble();
    write(new TransportMuxer().pes({ pid, data: content(500, 7), ptsTicks: 9000, dtsTicks: 6000 }));
    assert.deepEqual(packets, [{ ptsTicks: 9000, dtsTicks: 6000, data: content(500, 7), isComplete: true }]);
    assert.deepEqual(losses, []);
  });

  it('lets a packet go as soon as it is as long as it declares', () => {
    const { packets, write } = assemble();
    write(new TransportMuxer().pes({ pid, data: content(exactFit, 7), ptsTicks: 0, length: 'declared' }));
    assert.deepEqual(bytesOf(packets), [content(exactFit, 7).toString('hex')]);
  });

  it('waits for the next packet where neither length nor stuffing tells', () => {
    const { packets, write } = assemble();
    const muxer = new TransportMuxer();
    write(muxer.pes({ pid, data: content(exactFit, 7), ptsTicks: 0 }));
    assert.equal(packets.length, 0);
    write(muxer.pes({ pid, data: content(10, 8), ptsTicks: 3000 }));
    assert.deepEqual(bytesOf(packets), [
      content(exactFit, 7).toString('hex'),
      content(10, 8).toString('hex'),
    ]);
  });

  for (const length of ['none', 'declared'] as const) {
    it(`stops trusting early ends of a sender that goes on after one (length ${length})`, () => {
      const { packets, losses, write } = assemble();
      const muxer = new TransportMuxer();
      // A muxer which stuffs in the middle, or one that declares too little.
      const first = pesPacket({ pid, data: content(100, 1), ptsTicks: 0, length });
      const rest = content(184, 2);
      const oddPes = () =>
        Buffer.concat([
          muxer.packet({ pid, payload: first, isUnitStart: true }),
          muxer.packet({ pid, payload: rest }),
        ]);
      write(oddPes());
      assert.deepEqual(losses, ['a PES packet went on after its end']);
      write(oddPes());
      write(oddPes());
      const whole = Buffer.concat([content(100, 1), rest]).toString('hex');
      assert.deepEqual(bytesOf(packets), [content(100, 1).toString('hex'), whole]);
      assert.equal(losses.length, 1);
    });
  }

  it('gives the head of a packet that a hole cuts short, marked so, and says what happened', () => {
    const { packets, losses, counters, write } = assemble();
    const muxer = new TransportMuxer();
    const pes = muxer.pes({ pid, data: content(800, 7), ptsTicks: 0 });
    write(pes.subarray(0, 376));
    write(pes.subarray(564));
    write(muxer.pes({ pid, data: content(10, 8), ptsTicks: 3000 }));
    assert.deepEqual(
      packets.map(({ data, isComplete }) => [data.length, isComplete]),
      [
        [2 * 184 - 14, false],
        [10, true],
      ],
    );
    assert.deepEqual(losses, ['transport packets are missing']);
    assert.deepEqual([counters.continuityErrors, counters.damagedPesPackets], [1, 1]);
  });

  it('counts a discontinuity that the sender announces as no error, and still says that it happened', () => {
    const { packets, losses, counters, write } = assemble();
    const muxer = new TransportMuxer();
    write(muxer.pes({ pid, data: content(exactFit, 7), ptsTicks: 0 }));
    const payload = pesPacket({ pid, data: content(10, 8), ptsTicks: 3000 });
    write(muxer.packet({ pid, payload, isUnitStart: true, continuityCounter: 9, adaptationFlags: 0x80 }));
    assert.deepEqual(bytesOf(packets), [
      content(exactFit, 7).toString('hex'),
      content(10, 8).toString('hex'),
    ]);
    assert.deepEqual(losses, ['the sender started anew']);
    assert.equal(counters.continuityErrors, 0);
  });

  it('drops a packet that starts anew while its declared length is not reached', () => {
    const { packets, losses, write } = assemble('audio');
    const muxer = new TransportMuxer();
    const options = { pid, streamId: 0xc0, length: 'declared' } as const;
    const long = pesPacket({ ...options, data: content(1000, 7), ptsTicks: 0 });
    write(muxer.packet({ pid, payload: long.subarray(0, 184), isUnitStart: true }));
    write(muxer.pes({ ...options, data: content(10, 8), ptsTicks: 3000 }));
    assert.deepEqual(
      packets.map(({ isComplete }) => isComplete),
      [false, true],
    );
    assert.deepEqual(losses, ['a PES packet is shorter than it declares']);
  });

  it('does not take a start mark on the wrong packet for the end of the one before', () => {
    const { packets, losses, write } = assemble();
    const muxer = new TransportMuxer();
    const pes = Buffer.from(muxer.pes({ pid, data: content(800, 7), ptsTicks: 0 }));
    pes[188 + 1]! |= 0x40;
    write(pes);
    assert.deepEqual(
      packets.map(({ isComplete }) => isComplete),
      [false],
    );
    assert.deepEqual(losses, ['no PES packet starts where one should']);
  });

  it('bounds a packet that never ends', () => {
    const { packets, losses, write } = assemble();
    const muxer = new TransportMuxer();
    write(muxer.pes({ pid, data: content(exactFit, 7), ptsTicks: 0 }));
    for (let sent = 0; sent < 5 * 1024 * 1024; sent += 184)
      write(muxer.packet({ pid, payload: content(184, 7) }));
    assert.deepEqual(losses, ['a PES packet is longer than 4194304 bytes']);
    assert.deepEqual(
      packets.map(({ isComplete }) => isComplete),
      [false],
    );
  });

  it('leaves scrambled packets out', () => {
    const { packets, losses, counters, write } = assemble();
    const pes = Buffer.from(new TransportMuxer().pes({ pid, data: content(100, 7), ptsTicks: 0 }));
    pes[3]! |= 0x80;
    write(pes);
    assert.deepEqual(
      [packets.length, losses, counters.scrambledPackets],
      [0, ['transport packets are scrambled'], 1],
    );
  });

  for (const [name, at, value] of [
    ['its PTS has wrong marker bits', 9, 0x20],
    ['its header is longer than itself', 8, 0xff],
    ['it is not MPEG-2', 6, 0x0f],
  ] as const) {
    it(`drops a packet when ${name}`, () => {
      const { packets, losses, write } = assemble();
      const payload = Buffer.from(pesPacket({ pid, data: content(20, 7), ptsTicks: 0 }));
      payload[at] = value;
      write(new TransportMuxer().packet({ pid, payload, isUnitStart: true }));
      assert.deepEqual([packets.length, losses], [0, ['a PES header contradicts itself']]);
    });
  }

  it('drops a packet that is spread over more of the stream than it could need', () => {
    const { packets, losses, counters, write } = assemble();
    const muxer = new TransportMuxer();
    const pes = muxer.pes({ pid, data: content(exactFit, 7), ptsTicks: 0 });
    write(pes.subarray(0, 188));
    counters.packets += stuffingPackets;
    write(pes.subarray(188));
    write(muxer.pes({ pid, data: content(10, 8), ptsTicks: 3000 }));
    assert.match(losses.join(), /spread over more than/);
    assert.deepEqual(bytesOf(packets.filter(({ isComplete }) => isComplete)), [
      content(10, 8).toString('hex'),
    ]);
  });
});
