/** The captures that are mutated: real streams of ffmpeg, kept so that an input means the same bytes everywhere. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const recordingNames = ['plain', 'sound', 'reordered', 'slices'] as const;
export type RecordingName = (typeof recordingNames)[number];

export const packetBytes = 188;

export function recordingFile(name: string): string {
  return fileURLToPath(new URL(`../recordings/${name}.mpegts`, import.meta.url));
}

const kept = new Map<RecordingName, Buffer[]>();

/** The transport packets of a capture. They are shared: nobody may change them. */
export function recordedPackets(name: RecordingName): readonly Buffer[] {
  let packets = kept.get(name);
  if (!packets) {
    const bytes = readFileSync(recordingFile(name));
    packets = Array.from({ length: bytes.length / packetBytes }, (_, index) =>
      bytes.subarray(index * packetBytes, (index + 1) * packetBytes),
    );
    kept.set(name, packets);
  }
  return packets;
}
