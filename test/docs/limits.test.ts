/** The page of limits and the settings behind it: each is on it, with its default. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeSettings } from '../../packages/gateway/src/config/describe.js';
import { defaultServerLimits } from '../../packages/gateway/src/limits/server-limits.js';
import { readPage } from './code-blocks.js';

const page = readPage('docs/limits.md');
const limits = describeSettings().filter(({ path }) => /^(limits\.|sessions\.max)/.test(path));

/** As the page writes numbers: 64 MiB, 15 s, 10,000. */
function spellings(path: string, value: number): string[] {
  if (path.endsWith('Bytes') || path.includes('Bytes')) return [`${value / 1024 ** 2} MiB`];
  if (path.endsWith('Ms')) return [`${value / 1000} s`];
  return [String(value), value.toLocaleString('en-US')];
}

describe('docs/limits.md', () => {
  for (const { path, fallback } of limits)
    it(`has ${path} with its default`, () => {
      const row = page.split('\n').find((line) => line.startsWith('|') && line.includes(`\`${path}\``));
      assert.ok(row, `no row of a table ends with \`${path}\``);
      const wanted = spellings(path, Number(fallback));
      assert.ok(
        wanted.some((text) => row.split('|')[2]?.includes(text)),
        `${wanted.join(' or ')} is the default of ${path}, not: ${row.split('|')[2]}`,
      );
    });

  it('names no setting that there is not', () => {
    const named = [...page.matchAll(/`((?:limits|sessions)\.\w+)`/g)].map(([, path]) => path);
    const known = describeSettings().map(({ path }) => path);
    assert.deepEqual(
      named.filter((path) => !known.includes(path!)),
      [],
    );
  });

  it('is that of servers without settings, too', () => {
    for (const [name, value] of Object.entries(defaultServerLimits))
      assert.equal(value, limits.find(({ path }) => path === `limits.${name}`)?.fallback, name);
  });
});
