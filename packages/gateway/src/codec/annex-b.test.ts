import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { splitAnnexB } from './annex-b.js';

const split = (...bytes: number[]) => splitAnnexB(Buffer.from(bytes))?.map((nalUnit) => [...nalUnit]);

describe('splitAnnexB', () => {
  it('takes start codes of three and four bytes', () => {
    assert.deepEqual(split(0, 0, 0, 1, 9, 1, 0, 0, 1, 5, 2, 0, 0, 0, 1, 1, 3), [
      [9, 1],
      [5, 2],
      [1, 3],
    ]);
  });

  it('leaves zeros around NAL units out', () => {
    assert.deepEqual(split(0, 0, 0, 0, 0, 1, 5, 2, 0, 0, 0, 0, 0, 1, 1, 3, 0, 0), [
      [5, 2],
      [1, 3],
    ]);
  });

  it('leaves empty NAL units out', () => {
    assert.deepEqual(split(0, 0, 1, 0, 0, 1, 5, 2), [[5, 2]]);
  });

  it('refuses bytes whose head is missing', () => {
    assert.equal(split(7, 0, 0, 1, 5, 2), undefined);
    assert.equal(split(), undefined);
    assert.equal(split(0, 0, 0, 0), undefined);
  });

  it('finds again whatever was joined', () => {
    // Inside a NAL unit an encoder lets no start code come about, and its last byte is never zero.
    const nalUnit = fc
      .uint8Array({ minLength: 1, maxLength: 60 })
      .map((bytes) => Buffer.from(bytes.map((byte) => byte || 3)));
    const startCode = fc.constantFrom(Buffer.from([0, 0, 1]), Buffer.from([0, 0, 0, 1]));
    fc.assert(
      fc.property(fc.array(fc.tuple(startCode, nalUnit), { minLength: 1 }), (pairs) => {
        assert.deepEqual(
          splitAnnexB(Buffer.concat(pairs.flat())),
          pairs.map(([, nal]) => nal),
        );
      }),
    );
  });
});
