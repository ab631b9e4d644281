/** Puts the sections of one PID together from transport packets and checks their CRC (ISO 13818-1 §2.4.4). Used by the program tracker for PAT and PMT. */
import { createContinuityChecker } from './continuity.js';
import { mpegCrc32 } from './crc32.js';
import type { TransportPacket } from './transport-packet.js';

export type SectionReaderDeps = {
  /** A complete section with a right CRC, from its table id to the CRC. */
  onSection(section: Buffer): void;
  /** A section was cut off or its CRC is wrong; it comes again by itself. */
  onDamage(): void;
};

export interface SectionReader {
  write(packet: TransportPacket): void;
}

/** Largest PAT or PMT section (§2.4.4.4, §2.4.4.9: `section_length` up to 1,021). Longer ones are left out. */
const maxSectionBytes = 1024;
const headBytes = 3;
const crcBytes = 4;
/** Fills the rest of a packet behind the last section. */
const stuffingTableId = 0xff;

/** Holds at most one section and one packet. */
export function createSectionReader({ onSection, onDamage }: SectionReaderDeps): SectionReader {
  const checkContinuity = createContinuityChecker();
  /** Bytes of the section in progress; `undefined` until the next section starts. */
  let open: Buffer | undefined;

  function abandon(): void {
    if (open && open.length > 0) onDamage();
    open = undefined;
  }

  function append(bytes: Buffer): void {
    if (!open) return;
    let rest: Buffer = open.length > 0 ? Buffer.concat([open, bytes]) : bytes;
    open = undefined;
    while (rest.length >= headBytes && rest[0] !== stuffingTableId) {
      const sectionBytes = headBytes + (rest.readUInt16BE(1) & 0xfff);
      if (sectionBytes > maxSectionBytes || sectionBytes < headBytes + crcBytes) {
        onDamage();
        return;
      }
      if (sectionBytes > rest.length) break;
      const section = rest.subarray(0, sectionBytes);
      if (mpegCrc32(section) === 0) onSection(section);
      else onDamage();
      rest = rest.subarray(sectionBytes);
    }
    if (rest.length > 0 && rest[0] !== stuffingTableId) open = rest;
  }

  return {
    write(packet) {
      if (!packet.payload) return;
      const continuity = checkContinuity(packet);
      if (continuity === 'duplicate') return;
      if (continuity !== 'next') abandon();
      if (!packet.isUnitStart) return append(packet.payload);
      const pointer = packet.payload[0]!;
      if (1 + pointer > packet.payload.length) return abandon();
      append(packet.payload.subarray(1, 1 + pointer));
      abandon();
      open = Buffer.alloc(0);
      append(packet.payload.subarray(1 + pointer));
    },
  };
}
