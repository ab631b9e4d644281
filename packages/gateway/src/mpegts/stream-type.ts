/** The `stream_type` values of a PMT (ISO 13818-1 table 2-34 and registrations) and what we say of those that we do not carry. Used by the program tracker. */

export const streamTypes = { h264: 0x1b, aacAdts: 0x0f } as const;

const otherTypes: Record<number, { name: string; medium: 'video' | 'audio' }> = {
  1: { name: 'MPEG-1 video', medium: 'video' },
  2: { name: 'MPEG-2 video', medium: 'video' },
  3: { name: 'MPEG-1 audio (MP2, MP3)', medium: 'audio' },
  4: { name: 'MPEG-2 audio (MP2, MP3)', medium: 'audio' },
  16: { name: 'MPEG-4 part 2 video', medium: 'video' },
  17: { name: 'AAC in LATM', medium: 'audio' },
  36: { name: 'H.265 (HEVC)', medium: 'video' },
  51: { name: 'H.266 (VVC)', medium: 'video' },
  129: { name: 'AC-3', medium: 'audio' },
  135: { name: 'E-AC-3', medium: 'audio' },
};

/** One sentence for the log: what came, and what to set on the camera. `undefined` for types that are neither picture nor sound. */
export function describeUnsupportedStream(streamType: number): string | undefined {
  const known = otherTypes[streamType];
  // Private data: Opus and others that name themselves in a descriptor, but also subtitles and metadata.
  if (!known) return undefined;
  return known.medium === 'video'
    ? `The camera sends ${known.name}, which is not passed on; set it to H.264 (ffmpeg: -c:v libx264).`
    : `The camera sends ${known.name}, which is not passed on: the stream stays silent; set it to AAC (ffmpeg: -c:a aac).`;
}
