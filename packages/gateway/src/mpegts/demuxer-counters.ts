/** What a demuxer has seen, for metrics and logs. One plain record, written by the demuxer's parts, read through `stats()`. */

export type DemuxerCounters = {
  /** Transport packets, the null packets among them. */
  packets: number;
  /** Times that packets no longer began where they should. */
  resyncs: number;
  /** Packets that a receiver before us marked as damaged, or whose header contradicts itself. */
  damagedPackets: number;
  duplicatePackets: number;
  scrambledPackets: number;
  /** Holes in the counting of packets of the picture or the sound. */
  continuityErrors: number;
  /** PAT or PMT sections with a wrong CRC or a missing piece. */
  damagedSections: number;
  /** PES packets of the picture or the sound that were cut short or unreadable. */
  damagedPesPackets: number;
  videoAccessUnits: number;
  keyframes: number;
  audioAccessUnits: number;
  /** Intact pictures that could not be decoded without something that is missing; not the damaged ones themselves. */
  droppedAccessUnits: number;
};

export function createDemuxerCounters(): DemuxerCounters {
  return {
    packets: 0,
    resyncs: 0,
    damagedPackets: 0,
    duplicatePackets: 0,
    scrambledPackets: 0,
    continuityErrors: 0,
    damagedSections: 0,
    damagedPesPackets: 0,
    videoAccessUnits: 0,
    keyframes: 0,
    audioAccessUnits: 0,
    droppedAccessUnits: 0,
  };
}
