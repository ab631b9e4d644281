/**
 * Which moments a playlist lists, by its EXT-X-PROGRAM-DATE-TIME (RFC 8216bis §4.4.4.6), and where hls.js has put them on the
 * video's timeline. Part of the chunk of hls.js.
 */
import type { Fragment } from 'hls.js/light';
import type { MediaSpan, MediaTimeline } from './transport.js';

/** Dates and durations are rounded; what differs by less belongs together. */
const toleranceMs = 250;
/** Browsers round the position that they are given: at the beginning of a span it must not fall into the one before. */
const roundingSeconds = 0.02;
/** Nearer to the end than this, playing would be over at once. */
const endMarginSeconds = 1;

type DatedFragment = Pick<Fragment, 'start' | 'duration' | 'programDateTime' | 'cc' | 'gap'>;

/** @param datesLateMs how much later than its pictures the playlist dates them */
export function spansOf(fragments: readonly DatedFragment[], datesLateMs: number): MediaSpan[] {
  const spans: MediaSpan[] = [];
  let newest = null as { span: MediaSpan; cc: number } | null;
  for (const { start, duration, programDateTime, cc, gap } of fragments) {
    if (programDateTime === null || gap) continue;
    const startAtMs = programDateTime - datesLateMs;
    if (newest?.cc === cc && Math.abs(endOf(newest.span) - startAtMs) < toleranceMs) {
      newest.span.durationSeconds = start + duration - newest.span.startSeconds;
      continue;
    }
    newest = { span: { startSeconds: start, durationSeconds: duration, startAtMs }, cc };
    spans.push(newest.span);
  }
  return spans;
}

/** @param spans read at each use, as the playlist grows */
export function createTimeline(spans: () => readonly MediaSpan[]): MediaTimeline {
  return {
    get spans() {
      return spans();
    },
    dateAt(seconds) {
      const within =
        spans().findLast(({ startSeconds }) => startSeconds <= seconds + roundingSeconds) ?? spans()[0];
      return within === undefined ? null : within.startAtMs + (seconds - within.startSeconds) * 1000;
    },
    secondsAt(atMs) {
      const reached = spans().find((span) => endOf(span) > atMs);
      if (reached !== undefined) return reached.startSeconds + Math.max(0, atMs - reached.startAtMs) / 1000;
      const last = spans().at(-1);
      return last === undefined
        ? null
        : Math.max(last.startSeconds, last.startSeconds + last.durationSeconds - endMarginSeconds);
    },
  };
}

function endOf({ startAtMs, durationSeconds }: MediaSpan): number {
  return startAtMs + durationSeconds * 1000;
}
