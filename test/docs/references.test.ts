import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { rootDirectory } from './code-blocks.js';
import { references, writeReferences } from './references.js';

// As the pictures in docs/architecture.md.
if (process.env.UPDATE_DOCS) writeReferences();

describe('generated pages', () => {
  for (const [path, make] of Object.entries(references)) {
    it(`${path} says what the sources say`, () => {
      const file = join(rootDirectory, path);
      const written = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
      assert.ok(written === make(), `${path} is not what the sources say: npm run docs writes it again`);
    });
  }
});
