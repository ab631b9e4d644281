/** Makes AAC frames of the PES packets of one ADTS stream and gives each its time. Damage costs the frames that it hit, no others. Used by the demuxer. */
import { samplesPerAacFrame } from '../codec/adts-header.js';
import { createAdtsSplitter } from '../codec/adts-splitter.js';
import { type AudioAccessUnit, mpegTimescale } from './access-unit.js';
import type { DemuxerCounters } from './demuxer-counters.js';
import type { PesPacket } from './pes-packet.js';

export type AudioTrackDeps = {
  onAccessUnit(accessUnit: AudioAccessUnit): void;
  /** See `createClockUnwrapper`. */
  unwrapTicks(wrappedTicks: number): number;
  counters: DemuxerCounters;
};

export interface AudioTrack {
  write(pes: PesPacket): void;
  /** Something was lost here. */
  lose(): void;
}

export function createAudioTrack({ onAccessUnit, unwrapTicks, counters }: AudioTrackDeps): AudioTrack {
  const splitter = createAdtsSplitter();
  /** Time of the next frame; a fraction, since 1,024 samples are no whole number of ticks at 44.1 kHz. */
  let nextTicks: number | undefined;

  function lose(): void {
    splitter.reset();
    nextTicks = undefined;
  }

  return {
    write({ ptsTicks, data, isComplete }) {
      // A timestamp is that of the first frame whose header stands in the packet (ISO 13818-1 §2.4.3.7).
      let startTicks = ptsTicks === undefined ? undefined : unwrapTicks(ptsTicks);
      for (const frame of splitter.push(data)) {
        if (frame.offsetBytes >= 0 && startTicks !== undefined) {
          nextTicks = startTicks;
          startTicks = undefined;
        }
        if (nextTicks === undefined) continue;
        counters.audioAccessUnits++;
        onAccessUnit({
          kind: 'audio',
          data: frame.data,
          ptsTicks: Math.round(nextTicks),
          parameters: frame.parameters,
        });
        nextTicks += (samplesPerAacFrame * mpegTimescale) / frame.parameters.samplesPerSecond;
      }
      if (!isComplete) lose();
    },

    lose,
  };
}
