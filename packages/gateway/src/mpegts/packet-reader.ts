/** Cuts a byte stream into transport packets and finds them again after missing bytes (ISO 13818-1 §2.4.3.1, annex G.1). Called by the demuxer. */
import { syncByte, transportPacketBytes } from './transport-packet.js';

export type PacketReaderDeps = {
  /** 188 bytes that begin with the sync byte; a view of what was written. */
  onPacket(bytes: Buffer): void;
  /** Packets no longer began where they should; bytes were skipped. */
  onResync(): void;
};

export interface PacketReader {
  /** Takes any number of bytes. The reader keeps views of `bytes`: they must not change afterwards. */
  write(bytes: Buffer): void;
}

/** So many further sync bytes must stand where they should, as far as they have arrived. */
const confirmationCount = 2;

/** Holds back at most what one confirmation needs: less than three packets. */
export function createPacketReader({ onPacket, onResync }: PacketReaderDeps): PacketReader {
  let carry: Buffer = Buffer.alloc(0);
  let isSynced = true;

  return {
    write(chunk) {
      const bytes = carry.length > 0 ? Buffer.concat([carry, chunk]) : chunk;
      let position = 0;
      while (position + transportPacketBytes <= bytes.length) {
        if (isPacketAt(bytes, position)) {
          isSynced = true;
          onPacket(bytes.subarray(position, position + transportPacketBytes));
          position += transportPacketBytes;
          continue;
        }
        if (isSynced) onResync();
        isSynced = false;
        const found = findPacket(bytes, position + 1);
        position = found < 0 ? bytes.length : found;
      }
      carry = bytes.subarray(position);
    },
  };
}

/**
 * Where the first transport packet begins at or after `from`; -1 if there is none. Near the end, where fewer packets
 * follow than it takes to be sure, a lone sync byte is enough: it is judged again once more bytes are there.
 */
export function findPacket(bytes: Buffer, from = 0): number {
  let position = bytes.indexOf(syncByte, from);
  while (position >= 0 && !isPacketAt(bytes, position)) position = bytes.indexOf(syncByte, position + 1);
  return position;
}

/**
 * The sync byte is no rare value, so the next ones are looked at too. A packet with a hole in it looks right at its
 * start; only what follows shows that it is cut short.
 */
function isPacketAt(bytes: Buffer, position: number): boolean {
  for (let count = 0; count <= confirmationCount; count++) {
    const at = position + count * transportPacketBytes;
    if (at >= bytes.length) return true;
    if (bytes[at] !== syncByte) return false;
  }
  return true;
}
