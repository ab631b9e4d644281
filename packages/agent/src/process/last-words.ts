/** What a program wrote last on its error output, without secrets, to say why it failed. */
import { stripVTControlCharacters } from 'node:util';
import { maxLastWordLength, maxLastWords } from '@rpi-live-camera/protocol';
import { redact } from '../log/redact.js';

export type LastWords = {
  /** Takes a line and returns it without secrets and cut to a bearable length. */
  add(line: string): string;
  /** The lines that are kept, oldest first. */
  lines(): readonly string[];
  /** The newest of them, which mostly names the reason: `Its last words: b`; nothing when it said nothing. */
  sentence(): string;
};

const controlCharacters = /\p{Cc}/gu;

/** Keeps the newest lines, as many and as long as a status has room for. Empty ones do not count. */
export function createLastWords(): LastWords {
  const kept: string[] = [];
  return {
    add(line) {
      const safeLine = redact(readable(line)).slice(0, maxLastWordLength);
      if (safeLine !== '') kept.push(safeLine);
      if (kept.length > maxLastWords) kept.shift();
      return safeLine;
    },
    lines: () => kept,
    sentence: () => (kept.length > 0 ? `Its last words: ${kept.at(-1)}` : ''),
  };
}

/** Without colours and other things that only a terminal understands. */
function readable(line: string): string {
  return stripVTControlCharacters(line).replaceAll(controlCharacters, ' ').trim();
}
