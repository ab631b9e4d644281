/** The signal of the Wi-Fi connection, from `/proc/net/wireless`. Called by `health-reader.ts`. */
import { readSensorFile } from './sensor-file.js';

/** `wlan0: 0000   54.  -56.  -256 …`: status, quality, level. */
const interfaceLine = /^\s*\S+:\s+\S+\s+\S+\s+(-\d+)\.?\s/;

/** @returns dBm of the strongest interface; undefined without one, and for drivers that tell no dBm */
export function readWifiSignalDbm(rootDirectory: string): number | undefined {
  const lines = readSensorFile(rootDirectory, 'proc/net/wireless')?.split('\n') ?? [];
  const levels = lines.flatMap((line) => {
    const [, level] = interfaceLine.exec(line) ?? [];
    // -256 is how a driver says that it does not know.
    return level === undefined || Number(level) <= -150 ? [] : [Number(level)];
  });
  return levels.length > 0 ? Math.max(...levels) : undefined;
}
