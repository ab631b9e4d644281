/**
 * Cuts a stream of MP4 bytes into its top-level boxes (ISO 14496-12 §4.2) and reads the one that tells the time. Part of
 * the lazy chunk of `fmp4`.
 */

export type Mp4Box = {
  /** Four letters, such as `moof`. */
  type: string;
  /** The box with its header. */
  bytes: Uint8Array<ArrayBuffer>;
};

const headerBytes = 8;
/** No picture is larger; what says so is no MP4. */
const maxBoxBytes = 32 * 1024 * 1024;

export class BoxSplitter {
  #rest = new Uint8Array(0);

  /**
   * The boxes that the next bytes complete.
   *
   * @throws RangeError for a size that no box of a live stream has
   */
  push(bytes: Uint8Array): Mp4Box[] {
    const all = new Uint8Array(this.#rest.length + bytes.length);
    all.set(this.#rest);
    all.set(bytes, this.#rest.length);
    const boxes: Mp4Box[] = [];
    let start = 0;
    while (all.length - start >= headerBytes) {
      const view = new DataView(all.buffer, start);
      const size = view.getUint32(0);
      if (size < headerBytes || size > maxBoxBytes) throw new RangeError(`A box of ${size} bytes is no MP4.`);
      if (all.length - start < size) break;
      const type = String.fromCharCode(...all.subarray(start + 4, start + headerBytes));
      boxes.push({ type, bytes: all.subarray(start, start + size) });
      start += size;
    }
    this.#rest = all.slice(start);
    return boxes;
  }
}

/** What a wall clock said at a time of the media. */
export type ReferenceTime = { mediaTicks: number; atMs: number };

const ntpEpochSeconds = 2_208_988_800;

/** Reads a `prft` box, version 1 (ISO 14496-12 §8.16.5). */
export function readReferenceTime({ bytes }: Mp4Box): ReferenceTime {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const seconds = view.getUint32(16) - ntpEpochSeconds + view.getUint32(20) / 2 ** 32;
  return { mediaTicks: Number(view.getBigUint64(24)), atMs: seconds * 1000 };
}
