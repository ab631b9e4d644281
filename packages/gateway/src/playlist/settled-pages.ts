/**
 * The long part of a playlist that never changes: segments whose parts are not listed any more, written and compressed
 * once, many to a page. Owned by the live playlist.
 */
import type { Segment } from '../store/segment.js';
import { writeSegments } from './media.js';
import { PlaylistPiece } from './playlist-piece.js';

/** Segments of a page. At both ends of what is settled up to as many are written anew for each version. */
const pageLength = 128;

export class SettledPages {
  /** By number: the sequence number of its first segment, divided by the length. In this order. */
  readonly #pages = new Map<number, PlaylistPiece>();

  /**
   * @param from index of the first segment that is listed
   * @param to index of the first one that may still change
   * @returns whole pages and what is in front of them; and from which index on nothing is written yet
   */
  write(
    segments: readonly Segment[],
    { from, to }: { from: number; to: number },
  ): { pieces: PlaylistPiece[]; writtenTo: number } {
    const firstSequence = segments[0]?.sequence ?? 0;
    this.#forgetBefore(Math.floor(firstSequence / pageLength));
    // The first segment that is listed names its init segment in any case, so its page is written otherwise.
    const firstPage = Math.floor((firstSequence + from) / pageLength) + 1;
    const endPage = Math.floor((firstSequence + to) / pageLength);
    if (endPage <= firstPage) return { pieces: [], writtenTo: from };
    const indexOf = (page: number): number => page * pageLength - firstSequence;
    const pieces = [writePiece(segments, from, indexOf(firstPage))];
    for (let page = firstPage; page < endPage; page++) {
      const written = this.#pages.get(page) ?? writePiece(segments, indexOf(page), indexOf(page + 1));
      this.#pages.set(page, written);
      pieces.push(written);
    }
    return { pieces, writtenTo: indexOf(endPage) };
  }

  #forgetBefore(first: number): void {
    for (const number of this.#pages.keys()) if (number < first) this.#pages.delete(number);
  }
}

function writePiece(segments: readonly Segment[], from: number, to: number): PlaylistPiece {
  return new PlaylistPiece(writeSegments(segments, { from, to, parts: 'unlisted' }));
}
