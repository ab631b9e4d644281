/** Bytes of ISO base media boxes (ISO 14496-12 §4.2). Used by the init segment and the fragment writer alone. */

/** A box: size, four-character type, contents. */
export function box(type: string, ...contents: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(boxHeaderBytes);
  header.write(type, 4, 'latin1');
  const bytes = Buffer.concat([header, ...contents]);
  bytes.writeUInt32BE(bytes.length, 0);
  return bytes;
}

/** A box that begins with a version and 24 bits of flags. */
export function fullBox(
  type: string,
  { version = 0, flags = 0 }: { version?: number; flags?: number },
  ...contents: readonly Buffer[]
): Buffer {
  return box(type, uint32((version << 24) | flags), ...contents);
}

/** Size and type in front of a box's contents. */
export const boxHeaderBytes = 8;

export function uint8(...values: readonly number[]): Buffer {
  return Buffer.from(values);
}

export function uint16(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => {
    bytes.writeUInt16BE(value, index * 2);
  });
  return bytes;
}

/** Values from -2^31 on; a negative one is written as its two's complement. */
export function uint32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => {
    bytes.writeUInt32BE(value >>> 0, index * 4);
  });
  return bytes;
}

/** A whole number up to 2^53: at 90 kHz that is 3,000 years. */
export function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

export function ascii(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}
