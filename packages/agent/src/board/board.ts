/**
 * Which machine this is, as far as captures care: what it encodes H.264 with and what it can bear. Read once by the
 * agent and handed to the captures; also told by `doctor`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Board = {
  /** Such as `Raspberry Pi 5 Model B Rev 1.0`; null where there is no device tree, as on a PC. */
  model: string | null;
  /** `v4l2m2m`: the H.264 hardware of a Pi up to 4. Later ones have none. */
  h264Encoder: 'v4l2m2m' | 'software';
  memoryBytes: number;
  coreCount: number;
};

export type BoardDeps = {
  /** Where `/proc` is found; tests put files elsewhere. @default / */
  rootDirectory?: string;
};

/** Systems on a chip of Broadcom whose VideoCore IV or VI encodes H.264: Pi 1 to 4, Zero, Zero 2, CM4. */
const encodingChips = ['brcm,bcm2835', 'brcm,bcm2836', 'brcm,bcm2837', 'brcm,bcm2711'];

/** Never throws; what cannot be read counts as not there. */
export function readBoard({ rootDirectory = '/' }: BoardDeps = {}): Board {
  const read = (path: string) => {
    const file = join(rootDirectory, path);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };
  const chips = read('proc/device-tree/compatible').split('\0');
  const [, memoryKib = '0'] = /^MemTotal:\s+(\d+) kB/m.exec(read('proc/meminfo')) ?? [];
  return {
    model: read('proc/device-tree/model').replaceAll('\0', '').trim() || null,
    h264Encoder: chips.some((chip) => encodingChips.includes(chip)) ? 'v4l2m2m' : 'software',
    memoryBytes: Number(memoryKib) * 1024,
    coreCount: read('proc/cpuinfo').match(/^processor\s*:/gm)?.length ?? 1,
  };
}
