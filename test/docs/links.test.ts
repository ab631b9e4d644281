/** Links between the pages of the repository: the file is there, and so is the heading. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { listPages, readPage, rootDirectory } from './code-blocks.js';

/** As GitHub makes them from headings. */
const anchorsOf = (page: string) =>
  [...readPage(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

describe('links', () => {
  for (const page of listPages()) {
    it(`of ${page} lead somewhere`, () => {
      for (const [, target = ''] of readPage(page).matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^\w+:/.test(target)) continue;
        const [path = '', anchor] = target.split('#');
        const file = path === '' ? page : join(page, '..', path);
        assert.ok(existsSync(join(rootDirectory, file)), `${target}: there is no ${file}`);
        if (anchor && file.endsWith('.md'))
          assert.ok(anchorsOf(file).includes(anchor), `${target}: ${file} has no such heading`);
      }
    });
  }
});
