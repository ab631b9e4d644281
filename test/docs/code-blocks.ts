/** The fenced code blocks of the README and the docs. Called by the tests of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const rootDirectory = fileURLToPath(new URL('../..', import.meta.url));

export type CodeBlock = {
  /** Page below the repository, with forward slashes. */
  page: string;
  /** Of its first line of code, from 1. */
  line: number;
  /** Word after the fence; `''` for none. */
  language: string;
  code: string;
  /**
   * What a comment in the line before says, `<!-- given: declare const camera: LiveCamera -->`: code in front of it that
   * readers need not see.
   */
  given: string;
  /** Whether that comment is `<!-- run -->`. */
  isRun: boolean;
};

/** Folders whose pages are written for people. */
const folders = ['docs', 'deploy', 'packages', 'test', 'demo'];
const skipped = new Set(['node_modules', 'dist', 'cdn', 'program', 'src']);

function* pagesIn(folder: string): Generator<string> {
  for (const entry of readdirSync(join(rootDirectory, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory() && !skipped.has(entry.name)) yield* pagesIn(path);
    else if (entry.name.endsWith('.md')) yield path;
  }
}

/** Every page of the repository, its path below it. */
export function listPages(): string[] {
  return [
    'README.md',
    'SECURITY.md',
    'CHANGELOG.md',
    ...folders.flatMap((folder) => [...pagesIn(folder)]),
  ].sort();
}

export function readPage(page: string): string {
  return readFileSync(join(rootDirectory, page), 'utf8');
}

const fenced = /(?:^<!-- (.*?) -->\n+)?^```(\w*)[^\n]*\n([\s\S]*?)^```$/gm;

export function readCodeBlocks(page: string): CodeBlock[] {
  const text = readPage(page);
  return [...text.matchAll(fenced)].map((match) => {
    const [, comment = '', language = '', code = ''] = match;
    const codeAt = match.index + match[0].length - code.length - '```'.length;
    return {
      page,
      line: text.slice(0, codeAt).split('\n').length,
      language,
      code,
      given: /^given: ([\s\S]*)$/.exec(comment)?.[1] ?? '',
      isRun: comment === 'run',
    };
  });
}
