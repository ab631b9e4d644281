/** Writes access units back into MPEG-TS, picture by picture, as a camera with one program does. Used by the scripted camera. */
import type {
  AacParameters,
  AudioAccessUnit,
  VideoAccessUnit,
} from '../../packages/gateway/src/mpegts/access-unit.js';
import { type StreamEntry, TransportMuxer } from '../../packages/gateway/src/testing/transport-muxer.js';

const mapPid = 0x1000;
export const videoPid = 0x100;
const audioPid = 0x101;
const startCode = Buffer.from([0, 0, 0, 1]);
const delimiter = Buffer.from([0x09, 0xf0]);
/** ISO 14496-3 table 1.18. */
const samplingRates = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025,
];

export type PictureMarks = {
  /** Whether SPS and PPS go in front of it. */
  parameterSets: 'with it' | 'left out';
  /** Added to its times. */
  shiftTicks: number;
};

export class TransportWriter {
  readonly #muxer = new TransportMuxer();
  #mapVersion = 0;
  #listed = '';

  /** The tables of the program; the map gets another version when what it lists has changed. */
  tables(streams: { hasSound: boolean; videoType?: number }): Buffer {
    const { hasSound, videoType = 0x1b } = streams;
    const entries: StreamEntry[] = [{ streamType: videoType, pid: videoPid }];
    if (hasSound) entries.push({ streamType: 0x0f, pid: audioPid });
    const listed = JSON.stringify(entries);
    if (this.#listed !== '' && listed !== this.#listed) this.#mapVersion = (this.#mapVersion + 1) % 32;
    this.#listed = listed;
    return Buffer.concat([
      this.#muxer.programAssociation({ 1: mapPid }),
      this.#muxer.programMap(mapPid, 1, entries, this.#mapVersion),
    ]);
  }

  picture(unit: VideoAccessUnit, { parameterSets, shiftTicks }: PictureMarks): Buffer {
    const { sps, pps } = unit.parameters;
    const heads = unit.isKeyframe && parameterSets === 'with it' ? [sps, pps] : [];
    const nalUnits = [delimiter, ...heads, ...unit.nalUnits];
    const data = Buffer.concat(nalUnits.flatMap((nalUnit) => [startCode, nalUnit]));
    const ptsTicks = wrap(unit.ptsTicks + shiftTicks);
    return this.#muxer.pes({ pid: videoPid, data, ptsTicks, dtsTicks: wrap(unit.dtsTicks + shiftTicks) });
  }

  sound(unit: AudioAccessUnit, shiftTicks: number): Buffer {
    const data = Buffer.concat([adtsHeader(unit.parameters, unit.data.length), unit.data]);
    const ptsTicks = wrap(unit.ptsTicks + shiftTicks);
    return this.#muxer.pes({ pid: audioPid, data, ptsTicks, streamId: 0xc0, length: 'declared' });
  }

  /** A picture's place in the stream with nothing in it that is a picture. */
  filler(sizeBytes: number): Buffer {
    return this.#muxer.pes({ pid: 0x1fff, data: Buffer.alloc(sizeBytes, 0xff) });
  }
}

const wrap = (ticks: number): number => ((Math.round(ticks) % 2 ** 33) + 2 ** 33) % 2 ** 33;

/** ISO 14496-3 §1.A.2.2, AAC-LC, without CRC. */
function adtsHeader({ samplesPerSecond, channelCount }: AacParameters, dataBytes: number): Buffer {
  const rate = samplingRates.indexOf(samplesPerSecond);
  const length = dataBytes + 7;
  return Buffer.from([
    0xff,
    0xf1,
    (1 << 6) | (rate << 2) | (channelCount >> 2),
    ((channelCount & 3) << 6) | (length >> 11),
    (length >> 3) & 0xff,
    ((length & 7) << 5) | 0x1f,
    0xfc,
  ]);
}
