/** How playing gets over an outage of the network, from the pictures that were seen. Pure. */
import type { SeenPicture } from './picture-reader.js';

export type OutageFigures = {
  /** From the end of the outage to the next new picture; NaN when none came. */
  movesAgainMs: number;
  /** From the end of the outage until the delay is and stays near what it was; NaN when it did not get there. */
  backAtTargetMs: number;
};

/** So much above the median before the outage counts as back. */
const backWithinMs = 100;
/** So long the delay has to stay there. */
const staysMs = 1000;

/** @param usualMs median delay before the outage */
export function figureOutage(
  seen: readonly SeenPicture[],
  endedAtMs: number,
  usualMs: number,
): OutageFigures {
  const after = seen.filter(({ atMs, delayMs }) => atMs >= endedAtMs && delayMs !== undefined);
  const isBack = (picture: SeenPicture): boolean => {
    const next = after.filter(({ atMs }) => atMs >= picture.atMs && atMs <= picture.atMs + staysMs);
    const lastAtMs = after.at(-1)!.atMs;
    return (
      lastAtMs >= picture.atMs + staysMs && next.every(({ delayMs }) => delayMs! <= usualMs + backWithinMs)
    );
  };
  return {
    movesAgainMs: (after[0]?.atMs ?? Number.NaN) - endedAtMs,
    backAtTargetMs: (after.find(isBack)?.atMs ?? Number.NaN) - endedAtMs,
  };
}
