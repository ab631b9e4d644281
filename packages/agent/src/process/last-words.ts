/** What a program wrote last on its error output, without secrets, for the sentence that says why it failed. */
import { redact } from '../log/redact.js';

export type LastWords = {
  /** Takes a line and returns it without secrets and cut to a bearable length. */
  add(line: string): string;
  /** The lines that are kept, oldest first. */
  lines(): readonly string[];
  /** `Its last words: a | b`, or nothing when it said nothing. */
  sentence(): string;
};

const keptLines = 4;
const maxLineLength = 300;

/** Keeps the newest four lines of at most 300 characters. */
export function createLastWords(): LastWords {
  const kept: string[] = [];
  return {
    add(line) {
      const safeLine = redact(line).slice(0, maxLineLength);
      kept.push(safeLine);
      if (kept.length > keptLines) kept.shift();
      return safeLine;
    },
    lines: () => kept,
    sentence: () => (kept.length > 0 ? `Its last words: ${kept.join(' | ')}` : ''),
  };
}
