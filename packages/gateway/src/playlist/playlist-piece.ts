/** A piece of a playlist, compressed at most once, which can stand in many playlists between others. */
import { constants, crc32, deflateRawSync } from 'node:zlib';

export class PlaylistPiece {
  readonly bytes: Buffer;
  #deflated: Buffer | undefined;

  constructor(text: string) {
    this.bytes = Buffer.from(text);
  }

  /** Blocks of RFC 1951 that end with a whole byte, refer to nothing before them, and let others follow. */
  get deflated(): Buffer {
    this.#deflated ??= deflateRawSync(this.bytes, { finishFlush: constants.Z_FULL_FLUSH });
    return this.#deflated;
  }
}

/** One gzip member (RFC 1952 §2.3) of all of them, as not every browser reads more than one. */
export function gzipPieces(pieces: readonly PlaylistPiece[]): Buffer {
  const last = pieces.at(-1)?.bytes ?? Buffer.alloc(0);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(pieces.reduce((sum, { bytes }) => crc32(bytes, sum), 0));
  trailer.writeUInt32LE(
    pieces.reduce((total, { bytes }) => total + bytes.length, 0),
    4,
  );
  return Buffer.concat([
    gzipHeader,
    ...pieces.slice(0, -1).map(({ deflated }) => deflated),
    deflateRawSync(last),
    trailer,
  ]);
}

/** Deflate, no name, no time, of no particular system. */
const gzipHeader = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
