/**
 * How the machine is doing, read when a status is about to be sent and never in between: an idle camera costs nothing.
 * Created by the agent. A sensor that is not there is left out; nothing here throws.
 */
import type { CameraHealth } from '@rpi-live-camera/protocol';
import { readFreeMemoryBytes, readLoadPercent, readUptimeMs } from './machine-figures.js';
import { readTemperatureCelsius } from './temperature.js';
import { createThrottlingSensor, type ThrottlingDeps } from './throttling.js';
import { readWifiSignalDbm } from './wifi-signal.js';

export type HealthReaderDeps = {
  /** For the load in percent. */
  coreCount: number;
  /** Where `/sys` and `/proc` are found. @default / */
  rootDirectory?: string;
  /** @default runs `vcgencmd` where the kernel does not tell */
  askVcgencmd?: ThrottlingDeps['askVcgencmd'];
};

/** The result reads all sensors anew. */
export function createHealthReader({
  coreCount,
  rootDirectory = '/',
  askVcgencmd,
}: HealthReaderDeps): () => CameraHealth {
  const readThrottling = createThrottlingSensor({ rootDirectory, ...(askVcgencmd && { askVcgencmd }) });
  return () => {
    const signalDbm = readWifiSignalDbm(rootDirectory);
    return {
      temperatureCelsius: readTemperatureCelsius(rootDirectory),
      throttled: readThrottling(),
      wifi: signalDbm === undefined ? undefined : { signalDbm },
      loadPercent: readLoadPercent(rootDirectory, coreCount),
      freeMemoryBytes: readFreeMemoryBytes(rootDirectory),
      uptimeMs: readUptimeMs(rootDirectory),
    };
  };
}
