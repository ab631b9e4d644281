/** The temperature of the processor, from the thermal zones of the kernel. Called by `health-reader.ts`. */
import { listSensorFolder, readSensorFile } from './sensor-file.js';

const folder = 'sys/class/thermal';
/** What the zone of the processor is called: `cpu-thermal` on a Pi, `x86_pkg_temp` on a PC. */
const processorZone = /cpu|soc|pkg/;

/** @returns °C to a tenth: of the processor, else of the hottest zone; undefined without a sensor */
export function readTemperatureCelsius(rootDirectory: string): number | undefined {
  const zones = listSensorFolder(rootDirectory, folder)
    .filter((name) => name.startsWith('thermal_zone'))
    .map((name) => ({
      type: readSensorFile(rootDirectory, `${folder}/${name}/type`) ?? '',
      milliCelsius: Number(readSensorFile(rootDirectory, `${folder}/${name}/temp`) || Number.NaN),
    }))
    .filter(({ milliCelsius }) => Number.isFinite(milliCelsius));
  const ofProcessor = zones.filter(({ type }) => processorZone.test(type));
  const candidates = ofProcessor.length > 0 ? ofProcessor : zones;
  if (candidates.length === 0) return undefined;
  return Math.round(Math.max(...candidates.map(({ milliCelsius }) => milliCelsius)) / 100) / 10;
}
