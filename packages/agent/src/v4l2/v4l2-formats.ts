/** What a USB camera offers, read from ffmpeg's list, and which of it is taken. Pure. */
import type { VideoSettings } from '@rpi-live-camera/protocol';

export type PictureSize = { width: number; height: number };
type SizeRange = { min: PictureSize; max: PictureSize; step: PictureSize };

export type V4l2Format = {
  /** For ffmpeg's `-input_format`: a codec (`h264`, `mjpeg`) or a pixel format (`yuyv422`). */
  name: string;
  kind: 'compressed' | 'raw';
  sizes: PictureSize[];
  /** Instead of single sizes, or on top of them. */
  ranges: SizeRange[];
};

export type ChosenFormat = PictureSize & { name: string };

const formatLine = /(Raw|Compressed)\s*:\s*(\S+) :\s*(.*)$/;
const sizeOrRange = /(\d+)x(\d+)|\{(\d+)-(\d+), ?(\d+)\}x\{(\d+)-(\d+), ?(\d+)\}/g;

/** Takes what `ffmpeg -f v4l2 -list_formats all` wrote; formats that ffmpeg cannot read are left out. */
export function readFormats(stderr: string): V4l2Format[] {
  return stderr.split('\n').flatMap((line): V4l2Format[] => {
    const [, kind, name = '', rest = ''] = formatLine.exec(line) ?? [];
    if (!kind || name === 'Unsupported') return [];
    const sizes: PictureSize[] = [];
    const ranges: SizeRange[] = [];
    // The description, which may hold anything, ends at the last colon.
    for (const match of rest.slice(rest.lastIndexOf(':') + 1).matchAll(sizeOrRange)) {
      const [
        width = 0,
        height = 0,
        minWidth = 0,
        maxWidth = 0,
        stepWidth = 0,
        minHeight = 0,
        maxHeight = 0,
        stepHeight = 0,
      ] = match.slice(1).map((digits) => (digits === undefined ? undefined : Number(digits)));
      if (width > 0) sizes.push({ width, height });
      else
        ranges.push({
          min: { width: minWidth, height: minHeight },
          max: { width: maxWidth, height: maxHeight },
          step: { width: stepWidth, height: stepHeight },
        });
    }
    return [{ name, kind: kind === 'Raw' ? 'raw' : 'compressed', sizes, ranges }];
  });
}

/** H.264 costs nothing; Motion JPEG comes fast over USB at any size; raw pictures do so only when they are small. */
const preference = ['h264', 'mjpeg'];

/** The cheapest format, in the size nearest to the wish; null when the camera offers nothing that can be used. */
export function chooseFormat(formats: readonly V4l2Format[], wish: VideoSettings): ChosenFormat | null {
  const byPreference = [
    ...preference.flatMap((name) => formats.filter((format) => format.name === name)),
    ...formats.filter(({ kind }) => kind === 'raw'),
  ];
  for (const { name, sizes, ranges } of byPreference) {
    const offered = [...sizes, ...ranges.map((range) => nearestIn(range, wish))];
    const [nearest] = offered.sort((a, b) => distance(a, wish) - distance(b, wish));
    if (nearest) return { name, ...nearest };
  }
  return null;
}

function distance(size: PictureSize, wish: PictureSize): number {
  return Math.abs(size.width - wish.width) + Math.abs(size.height - wish.height);
}

function nearestIn({ min, max, step }: SizeRange, wish: PictureSize): PictureSize {
  const side = (name: 'width' | 'height') => {
    const steps = Math.round((wish[name] - min[name]) / Math.max(1, step[name]));
    return Math.min(Math.max(min[name] + steps * Math.max(1, step[name]), min[name]), max[name]);
  };
  return { width: side('width'), height: side('height') };
}
