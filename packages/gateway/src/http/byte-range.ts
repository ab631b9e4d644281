/** Which part of a file is asked for: one range of bytes (RFC 9110 §14). Used by routes of files. */

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

export type RangeRequest = {
  method: string;
  /** @returns `undefined` for a header that was not sent */
  header(name: string): string | undefined;
};

/** A file as it is now. Without an entity tag, nobody can ask for the rest of what it was before. */
export type RangedFile = { byteLength: number; etag?: string };

/** As `readByteRange`, for a whole request: other methods than GET have no range (§14.2), nor has another version (§13.1.5). */
export function readRangeRequest(
  request: RangeRequest,
  { byteLength, etag }: RangedFile,
): ByteRange | 'all' | 'unsatisfiable' {
  const ifRange = request.header('If-Range');
  const isOther = ifRange !== undefined && ifRange !== etag;
  return request.method !== 'GET' || isOther ? 'all' : readByteRange(request.header('Range'), byteLength);
}

/** Whether a request asks for more of a file of which it has the beginning, or looks at its end. */
export function isLaterRange(request: RangeRequest): boolean {
  const range = request.header('Range');
  return range !== undefined && !/^\s*bytes=0*0-/.test(range);
}
