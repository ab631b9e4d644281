/** Follows PAT and PMT and says which PIDs carry the picture and the sound (ISO 13818-1 §2.4.4). Called by the demuxer with every packet. */
import {
  type ElementaryStream,
  type ProgramMap,
  parseProgramAssociation,
  parseProgramMap,
} from './program-tables.js';
import { createSectionReader, type SectionReader } from './section-reader.js';
import { streamTypes } from './stream-type.js';
import type { TransportPacket } from './transport-packet.js';

export type ProgramStreams = {
  videoPid: number | undefined;
  audioPid: number | undefined;
  /** What else the program carries. */
  others: ElementaryStream[];
};

export type ProgramTrackerDeps = {
  /** A program was found, or the chosen one changed. */
  onStreams(streams: ProgramStreams): void;
  onDamagedSection(): void;
};

export interface ProgramTracker {
  /** True when the packet belongs to the tables. */
  write(packet: TransportPacket): boolean;
}

type Program = { pid: number; map: ProgramMap | undefined };

const programAssociationPid = 0;
/** Programs beyond these are not looked at. */
const maxProgramCount = 64;

/**
 * Of several programs the first with H.264 is taken and kept while it is there; without any, the first of all once every
 * PMT has been seen, so that the caller can say what is wrong with it.
 */
export function createProgramTracker({ onStreams, onDamagedSection }: ProgramTrackerDeps): ProgramTracker {
  /** Programs by number, in the order of the PAT; `map` is `undefined` until the PMT came. */
  let programs = new Map<number, Program>();
  let version: number | undefined;
  const mapReaders = new Map<number, SectionReader>();
  let chosen: number | undefined;
  let announced = '';

  function readAssociation(section: Buffer): void {
    const association = parseProgramAssociation(section);
    if (!association) return;
    const known = programs;
    // A table of several sections of one version names its programs bit by bit.
    if (association.version !== version) programs = new Map();
    version = association.version;
    for (const { programNumber, pid } of association.programs) {
      if (programs.size < maxProgramCount)
        programs.set(programNumber, { pid, map: known.get(programNumber)?.map });
    }
    const pids = new Set([...programs.values()].map((program) => program.pid));
    for (const pid of mapReaders.keys()) if (!pids.has(pid)) mapReaders.delete(pid);
    for (const pid of pids) {
      if (mapReaders.has(pid)) continue;
      mapReaders.set(pid, createSectionReader({ onSection: readMap, onDamage: onDamagedSection }));
    }
  }

  function readMap(section: Buffer): void {
    const map = parseProgramMap(section);
    const program = map && programs.get(map.programNumber);
    if (!program) return;
    program.map = map;
    chosen = chooseProgram(programs, chosen);
    const streams = chosen === undefined ? undefined : describeStreams(programs.get(chosen)?.map);
    const description = JSON.stringify(streams);
    if (!streams || description === announced) return;
    announced = description;
    onStreams(streams);
  }

  const associationReader = createSectionReader({ onSection: readAssociation, onDamage: onDamagedSection });

  return {
    write(packet) {
      const reader = packet.pid === programAssociationPid ? associationReader : mapReaders.get(packet.pid);
      reader?.write(packet);
      return reader !== undefined;
    },
  };
}

function chooseProgram(programs: Map<number, Program>, current: number | undefined): number | undefined {
  const hasVideo = (number: number) => programs.get(number)?.map?.streams.some(isVideo) === true;
  if (current !== undefined && hasVideo(current)) return current;
  const numbers = [...programs.keys()];
  const isEachKnown = [...programs.values()].every(({ map }) => map !== undefined);
  return numbers.find(hasVideo) ?? (isEachKnown ? numbers[0] : undefined);
}

function describeStreams(map: ProgramMap | undefined): ProgramStreams | undefined {
  if (!map) return undefined;
  const video = map.streams.find(isVideo);
  const audio = map.streams.find(isAudio);
  const others = map.streams.filter((stream) => !isVideo(stream) && !isAudio(stream));
  return { videoPid: video?.pid, audioPid: audio?.pid, others };
}

const isVideo = ({ streamType }: ElementaryStream) => streamType === streamTypes.h264;
const isAudio = ({ streamType }: ElementaryStream) => streamType === streamTypes.aacAdts;
