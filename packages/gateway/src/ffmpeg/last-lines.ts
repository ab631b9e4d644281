/** The last lines that a program wrote to stderr, fit to be shown: bounded and without secrets. Used by the ffmpeg process. */
import { redactSecrets } from '../log/redact.js';

export interface LastLines {
  write(bytes: Buffer): void;
  /** Oldest first, joined by `; `. */
  text(): string;
}

const maxLineCount = 8;
const maxLineLength = 500;
/** Of what a program writes at once: a program that floods its stderr is not worth reading in full. */
const maxReadBytes = maxLineCount * maxLineLength;
/** Told on; what comes beyond these in a second is kept as last lines, but passed over. */
const maxToldPerSecond = 20;

/**
 * Keeps eight lines of 500 characters; older lines, and the rest of longer ones, are dropped. However much is written, the
 * last of it is read, and costs little.
 *
 * @param onLine told each line, up to twenty a second
 */
export function createLastLines(onLine: (line: string) => void = () => {}): LastLines {
  const lines: string[] = [];
  let open = '';
  let second = 0;
  let toldCount = 0;

  function tell(line: string): void {
    const now = Math.floor(performance.now() / 1000);
    if (now !== second) toldCount = 0;
    second = now;
    toldCount += 1;
    if (toldCount <= maxToldPerSecond) onLine(line);
  }

  function finish(line: string): void {
    const text = redactSecrets(line.trim());
    if (text === '') return;
    lines.push(text);
    if (lines.length > maxLineCount) lines.shift();
    tell(text);
  }

  return {
    write(bytes) {
      // ffmpeg ends its progress lines with a carriage return.
      const pieces = (open + bytes.subarray(-maxReadBytes).toString('utf8')).split(/[\r\n]+/);
      open = (pieces.pop() ?? '').slice(0, maxLineLength);
      for (const piece of pieces.slice(-maxLineCount)) finish(piece.slice(0, maxLineLength));
    },
    text: () => [...lines, redactSecrets(open.trim())].filter((line) => line !== '').join('; '),
  };
}
