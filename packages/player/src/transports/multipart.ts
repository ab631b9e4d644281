/** Cuts a `multipart/x-mixed-replace` body into its parts (RFC 2046 §5.1). Part of the lazy chunk of `mjpeg`. */

const headerEnd = [13, 10, 13, 10] as const;
/** No header of a picture is longer, and no picture larger; what is, is something else. */
const maxHeaderBytes = 4096;
const maxPartBytes = 32 * 1024 * 1024;

export class MultipartSplitter {
  #rest: Uint8Array<ArrayBuffer> = new Uint8Array(0);

  /**
   * The contents of the parts that the next bytes complete.
   *
   * @throws RangeError for a part that does not say its length, or an impossible one
   */
  push(bytes: Uint8Array): Uint8Array<ArrayBuffer>[] {
    const all = new Uint8Array(this.#rest.length + bytes.length);
    all.set(this.#rest);
    all.set(bytes, this.#rest.length);
    const parts: Uint8Array<ArrayBuffer>[] = [];
    let start = 0;
    for (;;) {
      const contentAt = endOfHeader(all, start);
      if (contentAt < 0) break;
      const header = new TextDecoder().decode(all.subarray(start, contentAt));
      const length = Number(/content-length:\s*(\d+)/i.exec(header)?.[1]);
      if (!(length <= maxPartBytes)) throw new RangeError('The gateway sent a part without its length.');
      if (all.length < contentAt + length) break;
      parts.push(all.slice(contentAt, contentAt + length));
      start = contentAt + length;
    }
    this.#rest = all.slice(start);
    return parts;
  }
}

/** Where the content behind the next header begins; -1 when that has not come yet. */
function endOfHeader(bytes: Uint8Array, start: number): number {
  const limit = Math.min(bytes.length - headerEnd.length, start + maxHeaderBytes);
  for (let at = start; at <= limit; at += 1) {
    if (headerEnd.every((byte, index) => bytes[at + index] === byte)) return at + headerEnd.length;
  }
  if (bytes.length - start > maxHeaderBytes) throw new RangeError('The gateway sent no pictures.');
  return -1;
}
