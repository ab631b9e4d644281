/**
 * Finds the MQTT packet that says it is too big, at its first bytes: before its body is kept anywhere (MQTT 3.1.1 §2.2).
 * The broker's parser would wait for up to 256 MiB of it, also from who has not said yet who it is. One a connection.
 */

/** @returns takes what comes next; false once a packet is over `maxBytes`, or its length cannot be read */
export function createPacketGuard(maxBytes: number): (chunk: Uint8Array) => boolean {
  /** Bytes of the body still to come. */
  let bodyLeft = 0;
  /** Bytes of the length read so far; -1 before the first byte of a packet. */
  let lengthBytes = -1;
  let length = 0;

  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (bodyLeft > 0) {
        const skipped = Math.min(bodyLeft, chunk.length - at);
        bodyLeft -= skipped;
        at += skipped;
        continue;
      }
      const byte = chunk[at]!;
      at += 1;
      if (lengthBytes < 0) {
        lengthBytes = 0;
        length = 0;
        continue;
      }
      length += (byte & 0x7f) * 128 ** lengthBytes;
      lengthBytes += 1;
      if (length > maxBytes || lengthBytes > 4) return false;
      if (byte & 0x80) continue;
      bodyLeft = length;
      lengthBytes = -1;
    }
    return true;
  };
}
