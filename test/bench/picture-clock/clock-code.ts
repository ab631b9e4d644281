/**
 * A wall clock as black and white blocks at the top of a picture: 40 bits of milliseconds since the epoch and a check sum
 * of 8, in three rows of 16. Large blocks survive any encoder.
 */

export const codeColumns = 16;
export const codeRows = 3;
/** Pixels; 16 of them are the width of the picture. */
export const blockSize = 40;

const timeBits = 40;
/** The code counts up to here, and begins anew. */
export const timeModulusMs = 2 ** timeBits;
const white = 235;
const black = 16;

/** The code of a time, as read from left to right and top to bottom. */
export function encodeTime(atMs: number): boolean[] {
  const bits: boolean[] = [];
  for (let bit = timeBits - 1; bit >= 0; bit -= 1) bits.push(Math.floor(atMs / 2 ** bit) % 2 === 1);
  const sum = checkSum(bits);
  for (let bit = 7; bit >= 0; bit -= 1) bits.push(((sum >> bit) & 1) === 1);
  return bits;
}

/** @returns milliseconds, modulo `timeModulusMs`; `undefined` when the check sum is wrong */
export function decodeTime(bits: readonly boolean[]): number | undefined {
  const time = bits.slice(0, timeBits);
  const sum = bits.slice(timeBits).reduce((value, bit) => value * 2 + Number(bit), 0);
  if (sum !== checkSum(time)) return undefined;
  return time.reduce((value, bit) => value * 2 + Number(bit), 0);
}

/** Draws the code into the luma plane of a picture that is `width` pixels wide. */
export function drawTime(luma: Uint8Array, width: number, atMs: number): void {
  for (const [index, bit] of encodeTime(atMs % timeModulusMs).entries()) {
    const left = (index % codeColumns) * blockSize;
    const top = Math.floor(index / codeColumns) * blockSize;
    for (let y = top; y < top + blockSize; y += 1)
      luma.fill(bit ? white : black, y * width + left, y * width + left + blockSize);
  }
}

function checkSum(bits: readonly boolean[]): number {
  return bits.reduce((sum, bit, index) => (sum * 31 + (bit ? index + 1 : 0)) % 251, 7);
}
