/** Inputs that broke something once, a small file each; every test run tries them again. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type CorpusEntry = {
  /** What it broke. */
  found: string;
  input: unknown;
};

const corpusFolder = fileURLToPath(new URL('./corpus/', import.meta.url));

export function readCorpus(surface: string): (CorpusEntry & { file: string })[] {
  const folder = join(corpusFolder, surface);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => {
      const file = join(folder, name);
      return { ...(JSON.parse(readFileSync(file, 'utf8')) as CorpusEntry), file };
    });
}

/** @returns the file */
export function keepInput(surface: string, entry: CorpusEntry): string {
  const folder = join(corpusFolder, surface);
  mkdirSync(folder, { recursive: true });
  const text = JSON.stringify(entry.input);
  const file = join(folder, `${createHash('sha256').update(text).digest('hex').slice(0, 12)}.json`);
  writeFileSync(file, `${JSON.stringify(entry)}\n`);
  return file;
}
