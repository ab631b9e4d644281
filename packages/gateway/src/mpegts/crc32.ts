/** CRC-32 of MPEG-2 sections: polynomial 0x04C11DB7, initial value all ones, nothing reflected (ISO 13818-1 annex A). Used by the section reader. */

const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let remainder = index << 24;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder << 1) ^ (remainder < 0 ? 0x04c11db7 : 0);
  return remainder;
});

/** Zero over a whole section, its CRC included, when the section is intact. */
export function mpegCrc32(bytes: Uint8Array): number {
  let remainder = 0xffffffff;
  for (const byte of bytes) remainder = (remainder << 8) ^ table[((remainder >>> 24) ^ byte) & 0xff]!;
  return remainder >>> 0;
}
