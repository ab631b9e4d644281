/**
 * Writes the init segment: `ftyp` and a `moov` without samples (ISO 14496-12 §8.2, avcC of ISO 14496-15 §5.3.3, esds of
 * ISO 14496-14 §6.7). There is no edit list: both tracks begin on the same output clock. Called by the run packager.
 */
import { type AacParameters, type H264Parameters, mpegTimescale } from '../mpegts/access-unit.js';
import { ascii, box, fullBox, uint8, uint16, uint32 } from './box-writer.js';

/** Track ids, the same in every init segment and fragment. */
export const trackIds = { video: 1, audio: 2 } as const;

/** What a run's tracks need a decoder to know. */
export type TrackParameters = { video: H264Parameters; audio: AacParameters | undefined };

/** What a decoder has to read before the fragments made under the same parameters. */
export type InitSegment = {
  bytes: Buffer;
  /** RFC 6381, such as `avc1.42c01e,mp4a.40.2`. */
  codecs: string;
  parameters: TrackParameters;
};

export function writeInitSegment(parameters: TrackParameters): InitSegment {
  const { video, audio } = parameters;
  const tracks = [writeVideoTrack(video), ...(audio ? [writeAudioTrack(audio)] : [])];
  const extensions = [trackIds.video, ...(audio ? [trackIds.audio] : [])].map((trackId) =>
    fullBox('trex', {}, uint32(trackId, 1, 0, 0, 0)),
  );
  const brands = box('ftyp', ascii('iso6'), uint32(0), ascii('iso6mp41'));
  const movie = box('moov', writeMovieHeader(), ...tracks, box('mvex', ...extensions));
  return {
    bytes: Buffer.concat([brands, movie]),
    codecs: audio ? `${video.codec},${audio.codec}` : video.codec,
    parameters,
  };
}

const unityMatrix = uint32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
/** Milliseconds; nothing in a fragmented movie is measured in it. */
const movieTimescale = 1000;
/** ISO 639-2 `und`, three letters of five bits. */
const undeterminedLanguage = 0x55c4;

function writeMovieHeader(): Buffer {
  const times = uint32(0, 0, movieTimescale, 0);
  const rateAndVolume = [uint32(0x10000), uint16(0x0100, 0), uint32(0, 0)];
  const nextTrackId = uint32(0xffffffff);
  return fullBox('mvhd', {}, times, ...rateAndVolume, unityMatrix, Buffer.alloc(24), nextTrackId);
}

type TrackBoxes = {
  trackId: number;
  handler: 'vide' | 'soun';
  timescale: number;
  widthPixels: number;
  heightPixels: number;
  mediaHeader: Buffer;
  sampleEntry: Buffer;
};

function writeTrack(track: TrackBoxes): Buffer {
  const isSound = track.handler === 'soun';
  const enabledInMovie = 0x3;
  const header = fullBox(
    'tkhd',
    { flags: enabledInMovie },
    uint32(0, 0, track.trackId, 0, 0, 0, 0),
    uint16(0, 0, isSound ? 0x0100 : 0, 0),
    unityMatrix,
    uint32(track.widthPixels * 0x10000, track.heightPixels * 0x10000),
  );
  const selfContained = 0x1;
  const dataReference = fullBox('dref', {}, uint32(1), fullBox('url ', { flags: selfContained }));
  const emptySampleTable = [
    fullBox('stts', {}, uint32(0)),
    fullBox('stsc', {}, uint32(0)),
    fullBox('stsz', {}, uint32(0, 0)),
    fullBox('stco', {}, uint32(0)),
  ];
  const description = fullBox('stsd', {}, uint32(1), track.sampleEntry);
  return box(
    'trak',
    header,
    box(
      'mdia',
      fullBox('mdhd', {}, uint32(0, 0, track.timescale, 0), uint16(undeterminedLanguage, 0)),
      fullBox('hdlr', {}, uint32(0), ascii(track.handler), uint32(0, 0, 0), uint8(0)),
      box(
        'minf',
        track.mediaHeader,
        box('dinf', dataReference),
        box('stbl', description, ...emptySampleTable),
      ),
    ),
  );
}

/** Six reserved bytes and the index of the data reference, in front of every sample entry. */
const sampleEntryHeader = [uint32(0), uint16(0, 1)];

function writeVideoTrack(video: H264Parameters): Buffer {
  const pixelsPerInch72 = 0x480000;
  const depth24 = 0x18;
  const sampleEntry = box(
    'avc1',
    ...sampleEntryHeader,
    Buffer.alloc(16),
    uint16(video.width, video.height),
    uint32(pixelsPerInch72, pixelsPerInch72, 0),
    uint16(1),
    Buffer.alloc(32),
    uint16(depth24, 0xffff),
    box('avcC', writeDecoderConfiguration(video)),
  );
  return writeTrack({
    trackId: trackIds.video,
    handler: 'vide',
    timescale: mpegTimescale,
    widthPixels: video.width,
    heightPixels: video.height,
    mediaHeader: fullBox('vmhd', { flags: 1 }, uint16(0, 0, 0, 0)),
    sampleEntry,
  });
}

/** `profile_idc` of High; the profiles above it are in no browser, and their readers do without the extension. */
const highProfile = 100;

function writeDecoderConfiguration({ sps, pps }: H264Parameters): Buffer {
  const [, profile = 0, compatibility = 0, level = 0] = sps;
  const fourByteLengths = 0xff;
  const oneSps = 0xe1;
  // Chroma 4:2:0 and eight bits a sample, as High profile has them.
  const highExtension = profile === highProfile ? uint8(0xfd, 0xf8, 0xf8, 0) : Buffer.alloc(0);
  return Buffer.concat([
    uint8(1, profile, compatibility, level, fourByteLengths, oneSps),
    uint16(sps.length),
    sps,
    uint8(1),
    uint16(pps.length),
    pps,
    highExtension,
  ]);
}

function writeAudioTrack(audio: AacParameters): Buffer {
  // The field is 16.16 fixed point; rates that do not fit are read from the AudioSpecificConfig.
  const sampleRateField = audio.samplesPerSecond < 0x10000 ? audio.samplesPerSecond * 0x10000 : 0;
  const sampleEntry = box(
    'mp4a',
    ...sampleEntryHeader,
    uint32(0, 0),
    uint16(audio.channelCount, 16, 0, 0),
    uint32(sampleRateField),
    fullBox('esds', {}, writeElementaryStreamDescriptor(audio.audioSpecificConfig)),
  );
  return writeTrack({
    trackId: trackIds.audio,
    handler: 'soun',
    timescale: audio.samplesPerSecond,
    widthPixels: 0,
    heightPixels: 0,
    mediaHeader: fullBox('smhd', {}, uint32(0)),
    sampleEntry,
  });
}

/** ES_Descriptor of ISO 14496-1 §7.2.6.5; all of it is far below the 128 bytes that a one-byte size can say. */
function writeElementaryStreamDescriptor(audioSpecificConfig: Buffer): Buffer {
  const descriptor = (tag: number, ...contents: Buffer[]): Buffer => {
    const payload = Buffer.concat(contents);
    return Buffer.concat([uint8(tag, payload.length), payload]);
  };
  const mpeg4Audio = 0x40;
  const audioStream = 0x15;
  const decoderConfig = descriptor(
    0x04,
    uint8(mpeg4Audio, audioStream, 0, 0, 0),
    uint32(0, 0),
    descriptor(0x05, audioSpecificConfig),
  );
  return descriptor(0x03, uint16(0), uint8(0), decoderConfig, descriptor(0x06, uint8(0x02)));
}
