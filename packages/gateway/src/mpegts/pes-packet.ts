/** Reads one assembled PES packet: its timestamps and where its data begins (ISO 13818-1 §2.4.3.6). Pure; used by the PES assembler. */

export type PesPacket = {
  /** 33-bit ticks as sent; `undefined` when the packet carries none. */
  ptsTicks: number | undefined;
  /** Equal to `ptsTicks` where the packet does not say otherwise. */
  dtsTicks: number | undefined;
  /** Elementary stream bytes; a view of the packet. */
  data: Buffer;
  /** False when the packet was cut short by a loss: `data` is only its head. */
  isComplete: boolean;
};

/** Start code prefix, stream id and length. */
export const pesHeadBytes = 6;
const optionalHeaderBytes = 3;
const timestampBytes = 5;

/** Whether `payload` begins a PES packet of a picture (stream ids 0xE0–0xEF) or of sound (0xC0–0xDF). */
export function isPesStart(payload: Buffer, medium: 'video' | 'audio'): boolean {
  if (payload.length < 4 || payload.readUIntBE(0, 3) !== 1) return false;
  const streamId = payload[3]!;
  return medium === 'video' ? (streamId & 0xf0) === 0xe0 : (streamId & 0xe0) === 0xc0;
}

/** Bytes from the start code to the end that the packet declares; `undefined` when it declares none (§2.4.3.7, video only). */
export function declaredPesBytes(head: Buffer): number | undefined {
  const length = head.length >= pesHeadBytes ? head.readUInt16BE(4) : 0;
  return length === 0 ? undefined : pesHeadBytes + length;
}

/** `undefined` when the header contradicts itself or the packet is scrambled: its data cannot be trusted either. */
export function parsePesPacket(bytes: Buffer): Omit<PesPacket, 'isComplete'> | undefined {
  if (bytes.length < pesHeadBytes + optionalHeaderBytes || (bytes[6]! & 0xf0) !== 0x80) return undefined;
  const dataAt = pesHeadBytes + optionalHeaderBytes + bytes[8]!;
  if (dataAt > bytes.length) return undefined;
  const timestamps = bytes[7]! >> 6;
  const data = bytes.subarray(dataAt);
  if (timestamps < 2) return { ptsTicks: undefined, dtsTicks: undefined, data };

  const ptsAt = pesHeadBytes + optionalHeaderBytes;
  const isEachThere = ptsAt + timestampBytes * (timestamps - 1) <= dataAt;
  const ptsTicks = isEachThere ? readTimestamp(bytes, ptsAt, timestamps) : undefined;
  const dtsTicks =
    timestamps === 3 && isEachThere ? readTimestamp(bytes, ptsAt + timestampBytes, 1) : ptsTicks;
  return ptsTicks === undefined || dtsTicks === undefined ? undefined : { ptsTicks, dtsTicks, data };
}

/** 33 bits among marker bits, behind a four-bit `prefix` (§2.4.3.7); `undefined` where the fixed bits are wrong. */
function readTimestamp(bytes: Buffer, at: number, prefix: number): number | undefined {
  const head = bytes[at]!;
  const middle = bytes.readUInt16BE(at + 1);
  const tail = bytes.readUInt16BE(at + 3);
  if (head >> 4 !== prefix || (head & middle & tail & 1) !== 1) return undefined;
  return ((head >> 1) & 7) * 2 ** 30 + (middle >> 1) * 2 ** 15 + (tail >> 1);
}
