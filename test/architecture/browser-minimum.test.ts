/** The player names nothing that is newer than the oldest browsers of docs/browsers.md. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { isTest, readSources, rootDirectory } from './source-graph.js';

/** As written in docs/browsers.md and in the README of the player. */
const oldest = 'Safari 16.4, Chrome 105 and Firefox 110';

/** What a later one of them brought, and where calls of it cannot be confused with others. */
const newer: readonly [name: string, call: RegExp][] = [
  ['URL.canParse', /\bURL\.canParse\(/],
  ['URL.parse', /\bURL\.parse\(/],
  ['AbortSignal.any', /\bAbortSignal\.any\(/],
  ['Promise.withResolvers', /\bPromise\.withResolvers\b/],
  ['Promise.try', /\bPromise\.try\b/],
  ['Array.fromAsync', /\bArray\.fromAsync\(/],
  ['Array.prototype.toSorted and its like', /\.(toSorted|toReversed|toSpliced)\(/],
  ['Array.prototype.with', /\.with\(/],
  ['Object.groupBy', /\b(Object|Map)\.groupBy\(/],
  [
    'methods of sets',
    /\.(union|intersection|difference|symmetricDifference|isSubsetOf|isSupersetOf|isDisjointFrom)\(/,
  ],
  [
    'iterator helpers',
    /\bIterator\.from\(|\.(values|keys|entries)\(\)\s*\.(map|filter|take|drop|flatMap|reduce|toArray|some|every|find|forEach)\(/,
  ],
  ['Uint8Array.fromBase64', /\b(from|to)(Base64|Hex)\(/],
  ['RegExp.escape', /\bRegExp\.escape\(/],
  ['Intl.DurationFormat', /\bIntl\.DurationFormat\b/],
  ['Element.setHTMLUnsafe', /\b(setHTMLUnsafe|parseHTMLUnsafe|getHTML)\(/],
  [
    ':fullscreen in a selector of the DOM, which needs a prefix in older ones',
    /(matches|querySelector(All)?|closest)\([^)]*:fullscreen/,
  ],
];

/** What Safari before 18 knows by its prefix alone: the line above has to say the same with it. */
const prefixed = /(.*)\n +((?:user-select|backdrop-filter): .*)/g;

const comments = /\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm;
const sources = readSources('packages/player/src')
  .filter((source) => !isTest(source))
  .map(({ path }) => ({
    path,
    text: readFileSync(join(rootDirectory, path), 'utf8').replaceAll(comments, ''),
  }));

describe('the oldest browsers', () => {
  it('know all that the player calls', () => {
    assert.ok(sources.length > 100);
    const found = sources.flatMap(({ path, text }) =>
      newer.filter(([, call]) => call.test(text)).map(([name]) => `${path}: ${name}`),
    );
    assert.deepEqual(found, []);
  });

  it('get styles by the names that they know', () => {
    const declared = sources.flatMap(({ path, text }) =>
      [...text.matchAll(prefixed)].map(([, before = '', own = '']) => ({ path, before: before.trim(), own })),
    );
    assert.ok(declared.length > 5);
    const found = declared.filter(({ before, own }) => before !== `-webkit-${own}`);
    assert.deepEqual(found, []);
  });

  it('are named where people look', () => {
    for (const path of ['docs/browsers.md', 'packages/player/README.md'])
      assert.ok(readFileSync(join(rootDirectory, path), 'utf8').includes(oldest), path);
  });
});
