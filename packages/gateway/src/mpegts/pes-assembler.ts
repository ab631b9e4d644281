/**
 * Puts the PES packets of one PID together and says where something is missing (ISO 13818-1 §2.4.3.6). A packet leaves
 * as soon as its end is known, which for a camera at 30 frames a second saves the 33 ms until the next one starts.
 * Used by the demuxer, one for the picture and one for the sound.
 */
import { createContinuityChecker } from './continuity.js';
import type { DemuxerCounters } from './demuxer-counters.js';
import { declaredPesBytes, isPesStart, type PesPacket, parsePesPacket } from './pes-packet.js';
import type { TransportPacket } from './transport-packet.js';

export type PesAssemblerDeps = {
  medium: 'video' | 'audio';
  onPes(pes: PesPacket): void;
  /**
   * Something of this PID is missing or damaged, `reason` says what for the log. Called after the head of the packet
   * that it hit was handed to `onPes` (`isComplete: false`), and before anything that follows.
   */
  onLoss(reason: string): void;
  counters: DemuxerCounters;
};

export interface PesAssembler {
  write(packet: TransportPacket): void;
}

/** A keyframe of 4K video at 100 Mbit/s has about 2 MB. A longer packet is dropped as damaged. */
const maxPesBytes = 4 * 1024 * 1024;
/**
 * Transport packets of the whole stream, other PIDs and stuffing among them, in which a PES packet may be spread: twice
 * what the longest needs. Its pieces are views of what was received, and keep all of it.
 */
const maxSpreadPackets = 2 * Math.ceil(maxPesBytes / 184);

/** `open`: bytes are gathered · `ended`: the end came early, by length or stuffing · `lost`: useless until the next start. */
type State = OpenState | { kind: 'ended' } | { kind: 'lost' };
type OpenState = {
  kind: 'open';
  pieces: Buffer[];
  sizeBytes: number;
  declaredBytes: number | undefined;
  /** Transport packets before it. */
  beganAtPacket: number;
};

export function createPesAssembler({ medium, onPes, onLoss, counters }: PesAssemblerDeps): PesAssembler {
  const checkContinuity = createContinuityChecker();
  let state: State = { kind: 'lost' };
  /**
   * Muxers stuff the last transport packet of a PES packet, and only that one. For a sender where this (or the declared
   * length) turns out wrong, a packet ends only where the next one starts.
   */
  let areEarlyEndsTrusted = true;

  function lose(reason: string): void {
    if (state.kind === 'open') {
      counters.damagedPesPackets++;
      release(state.pieces, 'head');
    }
    state = { kind: 'lost' };
    onLoss(reason);
  }

  /** @returns why the packet cannot be used, if so. */
  function release(pieces: Buffer[], extent: 'whole' | 'head'): string | undefined {
    const pes = parsePesPacket(pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces));
    if (!pes) return 'a PES header contradicts itself';
    onPes({ ...pes, isComplete: extent === 'whole' });
    return undefined;
  }

  function finish(pieces: Buffer[], next: State): void {
    state = next;
    const problem = release(pieces, 'whole');
    if (!problem) return;
    counters.damagedPesPackets++;
    onLoss(problem);
  }

  /** Nothing is missing before a restart, but what follows does not refer to what came before. */
  function restart(): void {
    endOpen();
    onLoss('the sender started anew');
  }

  /** A new PES packet starts: what was open without a known end is complete now. */
  function endOpen(): void {
    if (state.kind !== 'open') return;
    const isShort = state.declaredBytes !== undefined && state.sizeBytes < state.declaredBytes;
    if (isShort && areEarlyEndsTrusted) lose('a PES packet is shorter than it declares');
    else finish(state.pieces, { kind: 'lost' });
  }

  function append(open: OpenState, payload: Buffer, isStuffed: boolean): void {
    const missingBytes =
      open.declaredBytes === undefined ? payload.length : open.declaredBytes - open.sizeBytes;
    const isEnd =
      areEarlyEndsTrusted && (open.declaredBytes === undefined ? isStuffed : payload.length >= missingBytes);
    open.pieces.push(isEnd ? payload.subarray(0, missingBytes) : payload);
    open.sizeBytes += payload.length;
    if (open.sizeBytes > maxPesBytes) lose(`a PES packet is longer than ${maxPesBytes} bytes`);
    else if (counters.packets - open.beganAtPacket > maxSpreadPackets)
      lose(`a PES packet is spread over more than ${maxSpreadPackets} transport packets`);
    else if (isEnd) finish(open.pieces, { kind: 'ended' });
  }

  return {
    write(packet) {
      const { payload, isStuffed } = packet;
      if (!payload) return;
      const continuity = checkContinuity(packet);
      if (continuity === 'duplicate') {
        counters.duplicatePackets++;
        return;
      }
      if (continuity === 'gap') {
        counters.continuityErrors++;
        lose('transport packets are missing');
      }
      if (packet.isScrambled) {
        counters.scrambledPackets++;
        return lose('transport packets are scrambled');
      }
      if (packet.isUnitStart) {
        if (!isPesStart(payload, medium)) return lose('no PES packet starts where one should');
        if (continuity === 'restart') restart();
        else endOpen();
        state = {
          kind: 'open',
          pieces: [],
          sizeBytes: 0,
          declaredBytes: declaredPesBytes(payload),
          beganAtPacket: counters.packets,
        };
        append(state, payload, isStuffed);
      } else if (continuity === 'restart') {
        lose('the sender started anew in the middle of a PES packet');
      } else if (state.kind === 'open') {
        append(state, payload, isStuffed);
      } else if (state.kind === 'ended') {
        areEarlyEndsTrusted = false;
        lose('a PES packet went on after its end');
      }
    },
  };
}
