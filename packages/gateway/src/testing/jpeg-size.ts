/** The size of a JPEG, read from its frame header (ITU-T T.81 §B.2.2). Used by the tests of pictures. */

/** Such as `320x240`. @throws Error when it is not a whole baseline JPEG */
export function jpegSize(jpeg: Uint8Array): string {
  const bytes = Buffer.from(jpeg);
  const isWhole = bytes.readUInt16BE(0) === 0xffd8 && bytes.readUInt16BE(bytes.length - 2) === 0xffd9;
  if (!isWhole) throw new Error('this is not a whole JPEG');
  for (let at = 2; at < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    const isFrameHeader = bytes.readUInt16BE(at) === 0xffc0;
    if (isFrameHeader) return `${bytes.readUInt16BE(at + 7)}x${bytes.readUInt16BE(at + 5)}`;
  }
  throw new Error('this JPEG has no frame header');
}
