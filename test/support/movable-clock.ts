/** A wall clock that a test sets back while a program runs: libfaketime, which leaves the monotonic clock alone. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type MovableClock = {
  /** For the program, and whatever it starts. */
  environment: Record<string, string>;
  /** Such as `-1h`; from then on the programs see this time. */
  set(offset: string): void;
  close(): void;
};

/** Shows the right time at first. */
export function movableClock(): MovableClock {
  const folder = mkdtempSync(join(tmpdir(), 'clock-'));
  const file = join(folder, 'offset');
  const set = (offset: string) => writeFileSync(file, `${offset}\n`);
  set('+0');
  const library = execFileSync('faketime', ['-m', '-f', '+0', 'printenv', 'LD_PRELOAD'], {
    encoding: 'utf8',
  });
  return {
    environment: {
      LD_PRELOAD: library.trim(),
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      DONT_FAKE_MONOTONIC: '1',
    },
    set,
    close: () => rmSync(folder, { recursive: true }),
  };
}
