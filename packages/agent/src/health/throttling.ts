/**
 * What holds a Raspberry Pi back: its firmware's own word, as the kernel shows it (`get_throttled`), else as `vcgencmd`
 * tells it. Called by `health-reader.ts`.
 */
import type { CameraHealth, ThrottleReason } from '@rpi-live-camera/protocol';
import { runTool, type ToolAnswer } from '../process/run-tool.js';
import { listSensorFolder, readSensorFile } from './sensor-file.js';

export type Throttling = NonNullable<CameraHealth['throttled']>;

export type ThrottlingDeps = {
  rootDirectory: string;
  /** Asks `vcgencmd get_throttled`. @default runs it */
  askVcgencmd?(): Promise<ToolAnswer>;
};

/** The firmware answers in milliseconds, or hangs. */
const vcgencmdTimeoutMs = 2000;
/** The driver's folder has a link to its device, whose path differs between boards. */
const driverFolder = 'sys/bus/platform/drivers/raspberrypi-firmware';
const usualFile = 'sys/devices/platform/soc/soc:firmware/get_throttled';

/** Bits of the firmware's word; the same ones 16 higher tell what has been since it was switched on. */
const bits: readonly (readonly [bit: number, reason: ThrottleReason])[] = [
  [0, 'under-voltage'],
  [1, 'frequency-capped'],
  [2, 'throttled'],
  [3, 'soft-temperature-limit'],
];
const sinceBootShift = 16;

/** @param text hexadecimal, as `50005` or `throttled=0x50005`; undefined comes back for anything else */
export function readThrottlingWord(text: string): Throttling | undefined {
  const [, digits] = /^(?:throttled=)?(?:0x)?([0-9a-f]{1,8})$/i.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  const word = Number.parseInt(digits, 16);
  const reasonsAt = (shift: number) =>
    bits.filter(([bit]) => (word >>> (bit + shift)) & 1).map(([, reason]) => reason);
  return { now: reasonsAt(0), sinceBoot: reasonsAt(sinceBootShift) };
}

/**
 * A sensor that answers at once. Where only `vcgencmd` knows, each reading starts it anew and returns what it said the
 * time before; where it is missing or not allowed to ask it is not started again.
 */
export function createThrottlingSensor({
  rootDirectory,
  askVcgencmd = () => runTool({ command: 'vcgencmd', args: ['get_throttled'], timeoutMs: vcgencmdTimeoutMs }),
}: ThrottlingDeps): () => Throttling | undefined {
  let said: Throttling | undefined;
  let asking: 'not' | 'now' | 'never again' = 'not';
  const ask = async () => {
    asking = 'now';
    const { outcome, exitCode, stdout } = await askVcgencmd();
    const isUnable = outcome === 'missing' || (outcome === 'ended' && exitCode !== 0);
    said = outcome === 'ended' ? readThrottlingWord(stdout) : undefined;
    asking = isUnable ? 'never again' : 'not';
  };
  return () => {
    for (const path of [usualFile, ...deviceFiles(rootDirectory)]) {
      const word = readSensorFile(rootDirectory, path);
      if (word !== undefined) return readThrottlingWord(word);
    }
    if (asking === 'not') void ask();
    return said;
  };
}

function deviceFiles(rootDirectory: string): string[] {
  return listSensorFolder(rootDirectory, driverFolder).map((name) => `${driverFolder}/${name}/get_throttled`);
}
