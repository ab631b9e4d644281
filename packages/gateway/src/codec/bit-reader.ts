/** Reads bits from a raw byte sequence payload, most significant first (ITU-T H.264 §7.2, §9.1). Used by the parameter set and slice header readers. */

/** What starts a malformed Exp-Golomb code: more leading zeros than a 32-bit value has. */
const maxLeadingZeroBits = 32;

/**
 * A cursor over `payload`. Reading past the end yields zeros and sets `isOverrun`, so that a caller reads a whole
 * structure first and judges once.
 */
export class BitReader {
  readonly #payload: Uint8Array;
  #positionBits = 0;
  #isOverrun = false;

  constructor(payload: Uint8Array) {
    this.#payload = payload;
  }

  /** True once more was read than there was, or an Exp-Golomb code was malformed. */
  get isOverrun(): boolean {
    return this.#isOverrun;
  }

  /** u(n), for `count` up to 32. */
  bits(count: number): number {
    let value = 0;
    for (let index = 0; index < count; index++) value = value * 2 + this.#bit();
    return value;
  }

  /** u(1) as a truth value. */
  flag(): boolean {
    return this.#bit() === 1;
  }

  /** ue(v). */
  unsignedExpGolomb(): number {
    let leadingZeroBits = 0;
    while (this.#bit() === 0) {
      leadingZeroBits++;
      if (this.#isOverrun || leadingZeroBits > maxLeadingZeroBits) {
        this.#isOverrun = true;
        return 0;
      }
    }
    return 2 ** leadingZeroBits - 1 + this.bits(leadingZeroBits);
  }

  /** se(v). */
  signedExpGolomb(): number {
    const code = this.unsignedExpGolomb();
    const magnitude = Math.ceil(code / 2);
    return code % 2 === 0 ? -magnitude : magnitude;
  }

  #bit(): number {
    const byte = this.#payload[this.#positionBits >> 3];
    if (byte === undefined) {
      this.#isOverrun = true;
      return 0;
    }
    const bit = (byte >> (7 - (this.#positionBits & 7))) & 1;
    this.#positionBits++;
    return bit;
  }
}
