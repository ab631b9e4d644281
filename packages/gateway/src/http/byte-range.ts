/** Which part of a file is asked for: one range of bytes (RFC 9110 §14.1.2). Used by routes of files. */

export type ByteRange = { at: number; byteLength: number };

/**
 * @param header `Range`
 * @returns `all` where none is asked for, or more than one, or in other units: these may be ignored (§14.2);
 *   `unsatisfiable` for 416
 */
export function readByteRange(
  header: string | undefined,
  fileBytes: number,
): ByteRange | 'all' | 'unsatisfiable' {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? [];
  if (first === '' && last === '') return 'all';
  if (first === '') {
    const byteLength = Math.min(Number(last), fileBytes);
    return byteLength === 0 ? 'unsatisfiable' : { at: fileBytes - byteLength, byteLength };
  }
  const at = Number(first);
  const end = last === '' ? fileBytes : Math.min(Number(last) + 1, fileBytes);
  if (last !== '' && Number(last) < at) return 'all';
  return at >= fileBytes ? 'unsatisfiable' : { at, byteLength: end - at };
}
