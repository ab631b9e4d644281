/** Load, free memory and uptime of the machine, from `/proc`. Called by `health-reader.ts`. */
import { readSensorFile } from './sensor-file.js';

/** @returns the load of the last minute in percent of all cores */
export function readLoadPercent(rootDirectory: string, coreCount: number): number | undefined {
  const [lastMinute] = readSensorFile(rootDirectory, 'proc/loadavg')?.split(' ') ?? [];
  return asFigure(lastMinute, 100 / coreCount);
}

/** @returns what programs could still get, caches that can be dropped included */
export function readFreeMemoryBytes(rootDirectory: string): number | undefined {
  const [, kib] =
    /^MemAvailable:\s+(\d+) kB/m.exec(readSensorFile(rootDirectory, 'proc/meminfo') ?? '') ?? [];
  return asFigure(kib, 1024);
}

export function readUptimeMs(rootDirectory: string): number | undefined {
  const [seconds] = readSensorFile(rootDirectory, 'proc/uptime')?.split(' ') ?? [];
  return asFigure(seconds, 1000);
}

function asFigure(text: string | undefined, factor: number): number | undefined {
  const figure = Math.round(Number.parseFloat(text ?? '') * factor);
  return Number.isFinite(figure) ? figure : undefined;
}
