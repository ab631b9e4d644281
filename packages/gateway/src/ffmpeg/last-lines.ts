/** The last lines that a program wrote to stderr, fit to be shown: bounded and without secrets. Used by the ffmpeg process. */
import { redactSecrets } from '../log/redact.js';

export interface LastLines {
  write(bytes: Buffer): void;
  /** Oldest first, joined by `; `. */
  text(): string;
}

const maxLineCount = 8;
const maxLineLength = 500;

/** Keeps eight lines of 500 characters; older lines, and the rest of longer ones, are dropped. */
export function createLastLines(onLine: (line: string) => void = () => {}): LastLines {
  const lines: string[] = [];
  let open = '';

  function finish(line: string): void {
    const text = redactSecrets(line.trim());
    if (text === '') return;
    lines.push(text);
    if (lines.length > maxLineCount) lines.shift();
    onLine(text);
  }

  return {
    write(bytes) {
      // ffmpeg ends its progress lines with a carriage return.
      const pieces = (open + bytes.toString('utf8')).split(/[\r\n]+/);
      open = (pieces.pop() ?? '').slice(0, maxLineLength);
      for (const piece of pieces) finish(piece.slice(0, maxLineLength));
    },
    text: () => [...lines, redactSecrets(open.trim())].filter((line) => line !== '').join('; '),
  };
}
