/** Walks ISO base media boxes down to the last one (ISO 14496-12 §4.2): each has to fit where it stands, and fill it. */
import { must } from '../surface.js';

const containers = new Set(['moov', 'trak', 'mdia', 'minf', 'dinf', 'stbl', 'mvex', 'moof', 'traf']);
const headerBytes = 8;

/** The types of the boxes at the top. @throws where the tree has a hole */
export function walkBoxes(bytes: Buffer, place = ''): string[] {
  const types: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    must(at + headerBytes <= bytes.length, () => `${place}: ${bytes.length - at} bytes are left over`);
    const sizeBytes = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + headerBytes);
    must(/^[a-zA-Z0-9 ]{4}$/.test(type), () => `${place}: a box of type ${JSON.stringify(type)}`);
    must(
      sizeBytes >= headerBytes && at + sizeBytes <= bytes.length,
      () => `${place}/${type}: ${sizeBytes} bytes at ${at} of ${bytes.length}`,
    );
    if (containers.has(type)) walkBoxes(bytes.subarray(at + headerBytes, at + sizeBytes), `${place}/${type}`);
    types.push(type);
    at += sizeBytes;
  }
  return types;
}
