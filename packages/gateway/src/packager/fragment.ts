/**
 * Writes one fragment: a `moof` and its `mdat` with one video sample, the audio frames that came since the last one, or
 * both (ISO 14496-12 §8.8). Parts and segments are concatenations of these bytes. Called by the run packager.
 */
import { box, boxHeaderBytes, fullBox, uint32, uint64 } from './box-writer.js';
import { trackIds } from './init-segment.js';

export type VideoSample = {
  nalUnits: readonly Buffer[];
  decodeTicks: number;
  durationTicks: number;
  /** Presentation minus decoding time; never negative. */
  compositionOffsetTicks: number;
  isKeyframe: boolean;
};

/** Consecutive AAC frames; times in samples of the audio track's own clock. */
export type AudioSamples = {
  decodeSamples: number;
  frames: readonly { data: Buffer; durationSamples: number }[];
};

export type FragmentContents = {
  /** `mfhd` sequence number; rises with every fragment of a stream. */
  sequence: number;
  video: VideoSample | undefined;
  audio: AudioSamples | undefined;
};

/** A fragment, and where in it the video sample lies. */
export type WrittenFragment = { bytes: Buffer; videoSample: Buffer };

/** Bytes of the length in front of each NAL unit, as `avcC` says. */
const nalLengthBytes = 4;

export function writeFragment({ sequence, video, audio }: FragmentContents): WrittenFragment {
  const videoBytes = video ? sum(video.nalUnits, (nalUnit) => nalLengthBytes + nalUnit.length) : 0;
  const audioBytes = audio ? sum(audio.frames, ({ data }) => data.length) : 0;
  const moofBytes =
    boxHeaderBytes +
    movieFragmentHeaderBytes +
    (video ? trackFragmentBytes(1, videoSampleFieldBytes) : 0) +
    (audio ? trackFragmentBytes(audio.frames.length, audioSampleFieldBytes) : 0);
  const payloadOffset = moofBytes + boxHeaderBytes;

  const moof = box(
    'moof',
    fullBox('mfhd', {}, uint32(sequence)),
    ...(video ? [writeVideoTrackFragment(video, videoBytes, payloadOffset)] : []),
    ...(audio ? [writeAudioTrackFragment(audio, payloadOffset + videoBytes)] : []),
  );
  const mdatHeader = Buffer.alloc(boxHeaderBytes);
  mdatHeader.writeUInt32BE(boxHeaderBytes + videoBytes + audioBytes, 0);
  mdatHeader.write('mdat', 4, 'latin1');
  const bytes = Buffer.concat([
    moof,
    mdatHeader,
    ...(video?.nalUnits.flatMap((nalUnit) => [uint32(nalUnit.length), nalUnit]) ?? []),
    ...(audio?.frames.map(({ data }) => data) ?? []),
  ]);
  const videoAt = bytes.length - audioBytes - videoBytes;
  return { bytes, videoSample: bytes.subarray(videoAt, videoAt + videoBytes) };
}

const movieFragmentHeaderBytes = 16;
/** Duration, size, flags, composition offset. */
const videoSampleFieldBytes = 16;
/** Duration, size. */
const audioSampleFieldBytes = 8;

/** `traf` with its `tfhd` (16 bytes), `tfdt` (20) and `trun` (20 and the fields of each sample). */
function trackFragmentBytes(sampleCount: number, sampleFieldBytes: number): number {
  return boxHeaderBytes + 16 + 20 + 20 + sampleCount * sampleFieldBytes;
}

const defaultBaseIsMoof = 0x020000;
const runFlags = {
  dataOffset: 0x1,
  sampleDuration: 0x100,
  sampleSize: 0x200,
  sampleFlags: 0x400,
  sampleCompositionOffset: 0x800,
} as const;
/** Depends on no other sample / depends on others and is no sync sample (ISO 14496-12 §8.8.3.1). */
const sampleFlags = { keyframe: 0x02000000, other: 0x01010000 } as const;

function writeTrackFragment(trackId: number, baseMediaDecodeTime: number, trackRun: Buffer): Buffer {
  return box(
    'traf',
    fullBox('tfhd', { flags: defaultBaseIsMoof }, uint32(trackId)),
    fullBox('tfdt', { version: 1 }, uint64(baseMediaDecodeTime)),
    trackRun,
  );
}

function writeVideoTrackFragment(sample: VideoSample, sizeBytes: number, dataOffset: number): Buffer {
  const { dataOffset: offset, sampleDuration, sampleSize, sampleFlags: flags } = runFlags;
  const trackRun = fullBox(
    'trun',
    { flags: offset | sampleDuration | sampleSize | flags | runFlags.sampleCompositionOffset },
    uint32(1, dataOffset, sample.durationTicks, sizeBytes),
    uint32(sample.isKeyframe ? sampleFlags.keyframe : sampleFlags.other, sample.compositionOffsetTicks),
  );
  return writeTrackFragment(trackIds.video, sample.decodeTicks, trackRun);
}

function writeAudioTrackFragment({ decodeSamples, frames }: AudioSamples, dataOffset: number): Buffer {
  const trackRun = fullBox(
    'trun',
    { flags: runFlags.dataOffset | runFlags.sampleDuration | runFlags.sampleSize },
    uint32(frames.length, dataOffset),
    uint32(...frames.flatMap(({ data, durationSamples }) => [durationSamples, data.length])),
  );
  return writeTrackFragment(trackIds.audio, decodeSamples, trackRun);
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
