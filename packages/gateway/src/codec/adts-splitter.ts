/** Splits ADTS bytes that arrive in pieces into AAC frames (ISO 14496-3 §1.A.2). Used by the audio track of the demuxer, once per stream. */
import { type AacParameters, adtsHeaderBytes, parseAdtsHeader, readAacParameters } from './adts-header.js';

export type AdtsFrame = {
  /** The raw AAC frame, header and CRC removed. */
  data: Buffer;
  /** Where its header stands in the pushed bytes; negative when it began in an earlier piece. */
  offsetBytes: number;
  parameters: AacParameters;
};

export interface AdtsSplitter {
  /** The frames that are complete with these bytes; what is left over waits for the next piece (at most one frame). */
  push(bytes: Buffer): AdtsFrame[];
  /** Bytes are missing here: forgets what is left over and finds the next frame anew. */
  reset(): void;
}

const noBytes: Buffer = Buffer.alloc(0);

export function createAdtsSplitter(): AdtsSplitter {
  let carry = noBytes;
  let isSynced = false;
  let current: { configuration: number; parameters: AacParameters } | undefined;

  /**
   * Twelve bits of sync word also turn up inside frames. A header counts where the frame before it ended; anywhere else
   * only when its frame ends right at another header of the same configuration, or with the last byte there is.
   */
  function judge(bytes: Buffer, end: number, configuration: number): 'frame' | 'damaged' | 'undecided' {
    if (end > bytes.length) return 'undecided';
    if (end === bytes.length) return 'frame';
    if (end + adtsHeaderBytes > bytes.length) return isSynced ? 'frame' : 'undecided';
    const next = parseAdtsHeader(bytes, end);
    return next && (isSynced || next.configuration === configuration) ? 'frame' : 'damaged';
  }

  function parametersAt(bytes: Buffer, offset: number, configuration: number): AacParameters {
    if (current?.configuration !== configuration) {
      current = { configuration, parameters: readAacParameters(bytes, offset) };
    }
    return current.parameters;
  }

  return {
    push(pushed) {
      const carriedBytes = carry.length;
      const bytes = carriedBytes > 0 ? Buffer.concat([carry, pushed]) : pushed;
      const frames: AdtsFrame[] = [];
      let position = 0;
      while (position + adtsHeaderBytes <= bytes.length) {
        const header = parseAdtsHeader(bytes, position);
        const end = position + (header?.frameBytes ?? 0);
        const verdict = header ? judge(bytes, end, header.configuration) : 'damaged';
        if (verdict === 'undecided') break;
        if (header && verdict === 'frame') {
          isSynced = true;
          frames.push({
            data: bytes.subarray(position + header.headerBytes, end),
            offsetBytes: position - carriedBytes,
            parameters: parametersAt(bytes, position, header.configuration),
          });
          position = end;
        } else {
          isSynced = false;
          const candidate = bytes.indexOf(0xff, position + 1);
          position = candidate < 0 ? bytes.length : candidate;
        }
      }
      carry = bytes.subarray(position);
      return frames;
    },

    reset() {
      carry = noBytes;
      isSynced = false;
    },
  };
}
