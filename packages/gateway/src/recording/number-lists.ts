/** Lists of numbers as ISO base media writes them, 32 bits each, which grow at their end. Used by sample tables. */
import { uint32 } from '../packager/box-writer.js';

export class Uint32List {
  #bytes = Buffer.allocUnsafe(1024);
  #byteLength = 0;

  get length(): number {
    return this.#byteLength / 4;
  }

  /** A view, for as long as nothing is added. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#byteLength);
  }

  push(value: number): void {
    if (this.#byteLength === this.#bytes.length)
      this.#bytes = Buffer.concat([this.#bytes], 2 * this.#bytes.length);
    this.#byteLength = this.#bytes.writeUInt32BE(value, this.#byteLength);
  }
}

/** How often each value comes in a row: pairs of a count and a value, as in `stts` and `ctts` (ISO 14496-12 §8.6.1). */
export class RunList {
  readonly #runs = new Uint32List();
  #value = 0;
  #count = 0;

  /** A copy. */
  get bytes(): Buffer {
    return this.#count === 0 ? Buffer.alloc(0) : joined(this.#runs, [this.#count, this.#value]);
  }

  push(value: number): void {
    if (value !== this.#value && this.#count > 0) {
      this.#runs.push(this.#count);
      this.#runs.push(this.#value);
      this.#count = 0;
    }
    this.#value = value;
    this.#count += 1;
  }

  /** The list with a last value behind it. */
  followedBy(value: number): Buffer {
    if (value === this.#value || this.#count === 0) return joined(this.#runs, [this.#count + 1, value]);
    return joined(this.#runs, [this.#count, this.#value, 1, value]);
  }
}

function joined(runs: Uint32List, last: readonly number[]): Buffer {
  return Buffer.concat([runs.bytes, uint32(...last)]);
}
