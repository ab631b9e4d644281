/** Reads fragments back box by box (ISO 14496-12 §8.8), for tests: ffprobe does not show durations as they are declared. */

export type ReadSample = {
  durationTicks: number;
  compositionOffsetTicks: number;
  isSync: boolean;
  bytes: Buffer;
};

export type ReadTrackFragment = { trackId: number; decodeTicks: number; samples: ReadSample[] };

export type ReadFragment = { sequence: number; tracks: ReadTrackFragment[] };

type Box = { type: string; at: number; contents: Buffer };

/** Every `moof` in the bytes with the samples that it names; boxes other than `moof` are passed over. */
export function readFragments(bytes: Buffer): ReadFragment[] {
  return readBoxes(bytes)
    .filter(({ type }) => type === 'moof')
    .map(({ at, contents }) => ({
      sequence: find(contents, 'mfhd').readUInt32BE(4),
      tracks: readBoxes(contents)
        .filter(({ type }) => type === 'traf')
        .map((traf) => readTrackFragment(traf.contents, bytes.subarray(at))),
    }));
}

/** The samples of one track in order, each with its own decoding time. */
export function samplesOf(bytes: Buffer, trackId: number): (ReadSample & { decodeTicks: number })[] {
  return readFragments(bytes)
    .flatMap(({ tracks }) => tracks.filter((track) => track.trackId === trackId))
    .flatMap(({ decodeTicks, samples }) => {
      let ticks = decodeTicks;
      return samples.map((sample) => {
        const timed = { ...sample, decodeTicks: ticks };
        ticks += sample.durationTicks;
        return timed;
      });
    });
}

function readTrackFragment(traf: Buffer, fromMoof: Buffer): ReadTrackFragment {
  const trun = find(traf, 'trun');
  const flags = trun.readUIntBE(1, 3);
  const sampleCount = trun.readUInt32BE(4);
  let at = 8;
  const field = (flag: number): number | undefined => {
    if ((flags & flag) === 0) return undefined;
    at += 4;
    return trun.readInt32BE(at - 4);
  };
  let offset = field(0x1) ?? 0;
  const samples = Array.from({ length: sampleCount }, () => {
    const [duration, size, sampleFlags, compositionOffset] = [
      field(0x100),
      field(0x200),
      field(0x400),
      field(0x800),
    ];
    const bytes = fromMoof.subarray(offset, offset + size!);
    offset += size!;
    return {
      durationTicks: duration!,
      compositionOffsetTicks: compositionOffset ?? 0,
      isSync: ((sampleFlags ?? 0) & 0x10000) === 0,
      bytes,
    };
  });
  return {
    trackId: find(traf, 'tfhd').readUInt32BE(4),
    decodeTicks: Number(find(traf, 'tfdt').readBigUInt64BE(4)),
    samples,
  };
}

function readBoxes(bytes: Buffer): Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = bytes.readUInt32BE(at);
    if (size < 8 || at + size > bytes.length)
      throw new Error(`a box of ${size} bytes at ${at} of ${bytes.length}`);
    boxes.push({
      type: bytes.toString('latin1', at + 4, at + 8),
      at,
      contents: bytes.subarray(at + 8, at + size),
    });
    at += size;
  }
  return boxes;
}

function find(bytes: Buffer, type: string): Buffer {
  const found = readBoxes(bytes).find((box) => box.type === type);
  if (!found) throw new Error(`no ${type} box`);
  return found.contents;
}
