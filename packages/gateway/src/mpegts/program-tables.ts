/** Reads the two tables that say which PID carries what: PAT and PMT (ISO 13818-1 §2.4.4.3, §2.4.4.8). Pure; used by the program tracker. */

export type ProgramAssociation = {
  version: number;
  /** PID of the PMT of each program in this section. */
  programs: { programNumber: number; pid: number }[];
};

export type ElementaryStream = { pid: number; streamType: number };

export type ProgramMap = {
  programNumber: number;
  /** In the order of the table. */
  streams: ElementaryStream[];
};

const programAssociationTableId = 0;
const programMapTableId = 2;
/** Table id, length, id, version and section numbers. */
const longHeaderBytes = 8;
const crcBytes = 4;

/** `undefined` for other tables, and for one that is not in force yet. The CRC has been checked by the caller. */
export function parseProgramAssociation(section: Buffer): ProgramAssociation | undefined {
  if (!isInForce(section, programAssociationTableId)) return undefined;
  const programs = [];
  for (let position = longHeaderBytes; position + 4 <= section.length - crcBytes; position += 4) {
    const programNumber = section.readUInt16BE(position);
    // Program 0 is the network information.
    if (programNumber !== 0)
      programs.push({ programNumber, pid: section.readUInt16BE(position + 2) & 0x1fff });
  }
  return { version: (section[5]! >> 1) & 0x1f, programs };
}

/** `undefined` for other tables, for one that is not in force yet, and for one whose lengths do not fit. */
export function parseProgramMap(section: Buffer): ProgramMap | undefined {
  if (!isInForce(section, programMapTableId)) return undefined;
  const end = section.length - crcBytes;
  if (longHeaderBytes + 4 > end) return undefined;
  const streams: ElementaryStream[] = [];
  let position = longHeaderBytes + 4 + (section.readUInt16BE(longHeaderBytes + 2) & 0xfff);
  while (position + 5 <= end) {
    streams.push({ streamType: section[position]!, pid: section.readUInt16BE(position + 1) & 0x1fff });
    position += 5 + (section.readUInt16BE(position + 3) & 0xfff);
  }
  return position === end ? { programNumber: section.readUInt16BE(3), streams } : undefined;
}

function isInForce(section: Buffer, tableId: number): boolean {
  return section.length >= longHeaderBytes + crcBytes && section[0] === tableId && (section[5]! & 1) === 1;
}
