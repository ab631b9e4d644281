import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { whoUses } from './who-uses.js';

describe('whoUses', { skip: process.platform !== 'linux' }, () => {
  it('names the program that has a file open, and nobody once it is closed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'who-uses-'));
    const file = join(folder, 'device');
    writeFileSync(file, '');
    const descriptor = openSync(file, 'r');
    assert.match(whoUses(file).join(), new RegExp(`\\(process ${process.pid}\\)`));
    closeSync(descriptor);
    assert.deepEqual(whoUses(file), []);
    rmSync(folder, { recursive: true });
    assert.deepEqual(whoUses(file), []);
  });
});
