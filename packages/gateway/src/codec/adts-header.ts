/** Reads the header in front of each AAC frame of an ADTS stream (ISO 14496-3 §1.A.2.2, §1.A.3.2). Used by the ADTS splitter. */

/** Bytes that are needed to judge a header; with a CRC it is two longer. */
export const adtsHeaderBytes = 7;
const crcBytes = 2;

/** `aac_frame_length` has 13 bits. */
export const maxAdtsFrameBytes = 8191;
/** Every raw data block codes this many samples of each channel. */
export const samplesPerAacFrame = 1024;

const samplesPerSecondByIndex = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
];
/** `channel_configuration` 7 stands for eight channels; 0 says that the stream itself tells, which we do not read. */
const channelCountByConfiguration = [0, 1, 2, 3, 4, 5, 6, 8];

/** What an ADTS header says (ISO 14496-3 §1.A.2.2). The same object as long as it does not change. */
export type AacParameters = {
  /** AudioSpecificConfig for the `esds` box. */
  audioSpecificConfig: Buffer;
  /** RFC 6381, such as `mp4a.40.2`. */
  codec: string;
  samplesPerSecond: number;
  channelCount: number;
};

export type AdtsHeader = {
  /** Header and CRC. */
  headerBytes: number;
  /** Header, CRC and raw data. */
  frameBytes: number;
  /** Profile, rate and channels as one number: equal where the parameters are equal. */
  configuration: number;
};

/**
 * Reads the header at `offset`; `undefined` when there is none, it is cut off, or it describes what we do not carry:
 * several raw data blocks in a frame, or channels that only the stream itself tells.
 */
export function parseAdtsHeader(bytes: Buffer, offset: number): AdtsHeader | undefined {
  if (offset + adtsHeaderBytes > bytes.length) return undefined;
  // syncword 0xFFF, then ID (either), layer 0, protection_absent
  if (bytes[offset] !== 0xff || (bytes[offset + 1]! & 0xf6) !== 0xf0) return undefined;
  const headerBytes = adtsHeaderBytes + ((bytes[offset + 1]! & 1) === 0 ? crcBytes : 0);
  const frameBytes = (bytes.readUIntBE(offset + 3, 3) >> 5) & 0x1fff;
  const rawDataBlockCount = (bytes[offset + 6]! & 3) + 1;
  // profile 2 bits, rate 4 bits, (private bit, masked out), channels 3 bits
  const configuration = (bytes.readUInt16BE(offset + 2) >> 6) & 0b11_1111_0_111;
  const samplingIndex = (bytes[offset + 2]! >> 2) & 0xf;
  const channelConfiguration = readChannelConfiguration(bytes, offset);
  const isCarried =
    samplingIndex < samplesPerSecondByIndex.length &&
    channelConfiguration > 0 &&
    rawDataBlockCount === 1 &&
    frameBytes > headerBytes;
  return isCarried ? { headerBytes, frameBytes, configuration } : undefined;
}

/** What the frames behind the (valid) header at `offset` need to be decoded. */
export function readAacParameters(bytes: Buffer, offset: number): AacParameters {
  const objectType = (bytes[offset + 2]! >> 6) + 1;
  const samplingIndex = (bytes[offset + 2]! >> 2) & 0xf;
  const channelConfiguration = readChannelConfiguration(bytes, offset);
  // 5 bits object type, 4 bits rate, 4 bits channels, 3 zeros (ISO 14496-3 §1.6.2.1)
  const audioSpecificConfig = Buffer.alloc(2);
  audioSpecificConfig.writeUInt16BE((objectType << 11) | (samplingIndex << 7) | (channelConfiguration << 3));
  return {
    audioSpecificConfig,
    codec: `mp4a.40.${objectType}`,
    samplesPerSecond: samplesPerSecondByIndex[samplingIndex]!,
    channelCount: channelCountByConfiguration[channelConfiguration]!,
  };
}

function readChannelConfiguration(bytes: Buffer, offset: number): number {
  return ((bytes[offset + 2]! & 1) << 2) | (bytes[offset + 3]! >> 6);
}
