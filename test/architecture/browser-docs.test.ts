/** `docs/browsers.md` shows what is skipped in which engine, from the table that the suite skips by. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { gaps } from '../support/engines/gaps.js';

const path = new URL('../../docs/browsers.md', import.meta.url);
const piece = /(?<=<!-- gaps -->\n)[\s\S]*?(?=<!-- end -->)/;

describe('docs/browsers.md', () => {
  it('tells what is skipped in which engine, and why', () => {
    const rows = gaps.map(({ engine, feature, reason }) => `| ${engine} | ${feature} | ${reason} |`);
    const wanted = ['| engine | skipped | because |', '| --- | --- | --- |', ...rows, ''].join('\n');
    const text = readFileSync(path, 'utf8');
    if (process.env.UPDATE_DOCS)
      writeFileSync(
        path,
        text.replace(piece, () => wanted),
      );
    else assert.equal(piece.exec(text)?.[0], wanted, 'UPDATE_DOCS=1 npm run check writes it again');
  });
});
