/**
 * Finds in a stream of MP4 boxes where a piece of media is complete, at little cost: it looks at box headers and at the
 * last bytes of each `mdat`, which are those of a picture (ISO 14496-12 §4.2, §8.1.1).
 */
import { tailOf } from '../camera-pacer.js';

const headerBytes = 8;
/** Longer than what `tailOf` looks at. */
const keptBytes = 64;
const nothing = Buffer.alloc(0);

/** @returns a function that takes the stream chunk by chunk and gives the tails of the `mdat`s that end in the chunk */
export function createPieceEnds(): (chunk: Buffer) => string[] {
  let header: Buffer = nothing;
  let type = '';
  let missingBytes = 0;
  /** End of what came of the open `mdat` in chunks before. */
  let carried: Buffer = nothing;

  return (chunk) => {
    const tails: string[] = [];
    let at = 0;
    while (at < chunk.length) {
      if (missingBytes === 0) {
        const more = chunk.subarray(at, at + headerBytes - header.length);
        at += more.length;
        header = header.length === 0 ? more : Buffer.concat([header, more]);
        if (header.length < headerBytes) break;
        missingBytes = header.readUInt32BE(0) - headerBytes;
        type = header.toString('latin1', 4, headerBytes);
        header = nothing;
        carried = nothing;
        continue;
      }
      const piece = chunk.subarray(at, at + missingBytes);
      at += piece.length;
      missingBytes -= piece.length;
      if (type !== 'mdat') continue;
      const end = piece.length >= keptBytes ? piece : Buffer.concat([carried, piece]);
      if (missingBytes === 0) tails.push(tailOf(end));
      else carried = Buffer.from(end.subarray(-keptBytes));
    }
    return tails;
  };
}
