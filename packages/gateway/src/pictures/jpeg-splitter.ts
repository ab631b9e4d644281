/**
 * Takes what ffmpeg's `mpjpeg` muxer writes apart into JPEGs: parts of a multipart message, each with a Content-Length
 * (RFC 2046 §5.1). One a picture decoder.
 */

/** A boundary and two header lines take about 70 bytes. */
const maxHeadBytes = 1024;
/** A picture of 8K at the best quality stays below. */
const maxJpegBytes = 32 * 1024 * 1024;
const endOfHead = '\r\n\r\n';

export class JpegSplitter {
  readonly #onJpeg: (jpeg: Buffer) => void;
  /** What has come of boundary and headers. */
  #head: Buffer = Buffer.alloc(0);
  /** The picture that is coming in, already of its full length. */
  #jpeg: Buffer | undefined;
  #filledBytes = 0;

  constructor({ onJpeg }: { onJpeg(jpeg: Buffer): void }) {
    this.#onJpeg = onJpeg;
  }

  /** @throws Error when this is not such a message */
  write(bytes: Buffer): void {
    let rest: Buffer | undefined = bytes;
    while (rest !== undefined && rest.length > 0) rest = this.#jpeg ? this.#fill(rest) : this.#readHead(rest);
  }

  /** @returns what follows the head; `undefined` when more of it has to come */
  #readHead(bytes: Buffer): Buffer | undefined {
    const data = Buffer.concat([this.#head, bytes]);
    const endsAt = data.indexOf(endOfHead);
    const headBytes = endsAt < 0 ? data.length : endsAt;
    if (headBytes > maxHeadBytes)
      throw new Error(`a picture has no end of headers within ${maxHeadBytes} bytes`);
    if (endsAt < 0) {
      this.#head = data;
      return undefined;
    }
    const head = data.toString('latin1', 0, endsAt);
    const lengthBytes = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? Number.NaN);
    if (!(lengthBytes > 0 && lengthBytes <= maxJpegBytes))
      throw new Error('a picture has no usable Content-Length');
    this.#head = Buffer.alloc(0);
    this.#jpeg = Buffer.allocUnsafeSlow(lengthBytes);
    this.#filledBytes = 0;
    return data.subarray(endsAt + endOfHead.length);
  }

  /** @returns what follows the picture */
  #fill(bytes: Buffer): Buffer {
    const jpeg = this.#jpeg!;
    const copiedBytes = bytes.copy(jpeg, this.#filledBytes);
    this.#filledBytes += copiedBytes;
    if (this.#filledBytes === jpeg.length) {
      this.#jpeg = undefined;
      this.#onJpeg(jpeg);
    }
    return bytes.subarray(copiedBytes);
  }
}
