/**
 * Reads boxes of ISO base media (ISO 14496-12 §4.2), as far as our own packager writes them, and writes large ones without
 * copying what is in them. Used by what makes MP4 files.
 */
import { ascii, boxHeaderBytes, uint32 } from '../packager/box-writer.js';

export type Box = {
  type: string;
  /** Where its header begins in what was read. */
  at: number;
  /** With its header. */
  bytes: Buffer;
  contents: Buffer;
};

/** @throws Error for bytes that do not end with a box */
export function readBoxes(bytes: Buffer): Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = at + boxHeaderBytes <= bytes.length ? bytes.readUInt32BE(at) : 0;
    if (size < boxHeaderBytes || at + size > bytes.length)
      throw new Error(`the media of a recording are spoiled: a box of ${size} bytes in ${bytes.length - at}`);
    const whole = bytes.subarray(at, at + size);
    const type = whole.toString('latin1', 4, 8);
    boxes.push({ type, at, bytes: whole, contents: whole.subarray(boxHeaderBytes) });
    at += size;
  }
  return boxes;
}

/** The first one of a type. @throws Error where there is none */
export function findBox(boxes: readonly Box[], type: string): Box {
  const found = boxes.find((box) => box.type === type);
  if (found) return found;
  throw new Error(`the media of a recording are spoiled: no ${type} box`);
}

/** A box in pieces: its header, and its contents as they are. */
export function boxOf(type: string, contents: readonly Buffer[]): Buffer[] {
  const byteLength = contents.reduce((total, { length }) => total + length, boxHeaderBytes);
  return [uint32(byteLength), ascii(type), ...contents];
}

/** The same of version 0, without a flag. */
export function fullBoxOf(type: string, contents: readonly Buffer[]): Buffer[] {
  return boxOf(type, [uint32(0), ...contents]);
}
