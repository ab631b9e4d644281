/** Splits an H.264 byte stream into NAL units (ITU-T H.264 Annex B). Used by the video track of the demuxer. */

const startCode = Buffer.from([0, 0, 1]);

/**
 * The NAL units between the start codes, as views of `bytes`: nothing is copied. Zeros around them belong to the byte
 * stream and are left out (`leading_zero_8bits`, `zero_byte`, `trailing_zero_8bits`).
 *
 * @param maxCount how many there may be
 * @returns `undefined` when `bytes` does not begin with a start code, which means that its head is missing, and when there
 *   are too many
 */
export function splitAnnexB(bytes: Buffer, maxCount = Number.POSITIVE_INFINITY): Buffer[] | undefined {
  let codeAt = bytes.indexOf(startCode);
  if (codeAt < 0) return undefined;
  for (let index = 0; index < codeAt; index++) if (bytes[index] !== 0) return undefined;
  const nalUnits: Buffer[] = [];
  while (codeAt >= 0) {
    const start = codeAt + startCode.length;
    const nextCodeAt = bytes.indexOf(startCode, start);
    let end = nextCodeAt < 0 ? bytes.length : nextCodeAt;
    while (end > start && bytes[end - 1] === 0) end--;
    if (end > start && nalUnits.push(bytes.subarray(start, end)) > maxCount) return undefined;
    codeAt = nextCodeAt;
  }
  return nalUnits;
}
