/** Reads what ffmpeg's `-progress` writes: `key=value` lines, each report closed by a line `progress=…`. Pure. */
import type { CaptureProgress } from '../capture/capture.js';

const fields: Record<string, keyof CaptureProgress> = {
  total_size: 'sentBytes',
  frame: 'pictures',
  drop_frames: 'droppedPictures',
};

/** What the line adds to the report; a value that ffmpeg does not know yet (`N/A`) adds nothing. */
export function readProgressLine(line: string): Partial<CaptureProgress> | 'report complete' {
  const [, key = '', value = ''] = /^(\w+)=\s*(\S*)$/.exec(line) ?? [];
  if (key === 'progress') return 'report complete';
  const field = fields[key];
  return field && /^\d+$/.test(value) ? { [field]: Number(value) } : {};
}
