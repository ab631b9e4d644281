/**
 * Puts an executable into a folder that is the system's Python with Picamera2, of which the sensor alone is stood in
 * for. The test set-up fetches what is real; where it could not, `missing` says so.
 */
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `Pi 5`: Picamera2 0.3.36, its LibavH264Encoder and PyavOutput, and PyAV 14.2, as Raspberry Pi OS trixie has it.
 * `Pi 4`: Picamera2 0.3.30, its H264Encoder above a device that is stood in for, PyavOutput, and the system's PyAV.
 */
export type Picamera2Board = 'Pi 5' | 'Pi 4';

/**
 * `freezes`: after a second no picture comes; `crashes`: after a second Picamera2's thread ends by an exception;
 * `loads a network`: starting the camera blocks for 9 s, as an IMX500 does for minutes, and hears no signal meanwhile.
 */
export type Picamera2Condition = 'works' | 'no camera' | 'freezes' | 'crashes' | 'loads a network';

export type InstalledPicamera2 = {
  /** For `capture.pythonPath`. */
  pythonPath: string;
  /** File with the pid of whoever has the camera; write a living pid into it and the camera is busy. */
  holderFile: string;
  /** Exists as long as this does; for `capture.model`. */
  modelFile: string;
  remove(): void;
};

const python = '/usr/bin/python3';
const fetched = fileURLToPath(new URL('../../../../../node_modules/.cache/python-packages', import.meta.url));
const standIn = fileURLToPath(new URL('./python', import.meta.url));

const needed: Readonly<Record<Picamera2Board, { release: string; pyav: string | null; platform: string }>> = {
  'Pi 5': { release: 'picamera2-0.3.36', pyav: 'av-14.2.0', platform: 'PISP' },
  'Pi 4': { release: 'picamera2-0.3.30', pyav: null, platform: 'VC4' },
};

/** What is not there, as the reason to skip a test; false when all is there. */
export function missingForPicamera2(board: Picamera2Board): string | false {
  const { release, pyav } = needed[board];
  const missing = [release, ...(pyav === null ? [] : [pyav])].find(
    (name) => !existsSync(join(fetched, name)),
  );
  return missing === undefined ? false : `pip could not fetch ${missing}: run npm run setup -- --test`;
}

export function installPicamera2(
  board: Picamera2Board,
  condition: Picamera2Condition = 'works',
): InstalledPicamera2 {
  const { release, pyav, platform } = needed[board];
  const directory = mkdtempSync(join(tmpdir(), 'picamera2-'));
  const pythonPath = join(directory, 'python3');
  const holderFile = join(directory, 'camera-holder');
  const modelFile = join(directory, 'network.rpk');
  writeFileSync(modelFile, '');
  const paths = [standIn, ...(pyav === null ? [] : [join(fetched, pyav)])];
  const environment = {
    PYTHONPATH: paths.join(':'),
    PICAMERA2_REAL: join(fetched, release, 'picamera2'),
    PICAMERA2_STAND_IN: JSON.stringify({ platform, condition, holderFile }),
  };
  const assignments = Object.entries(environment).map(([name, value]) => `${name}='${value}'`);
  writeFileSync(pythonPath, `#!/bin/sh\n${assignments.join(' ')} exec ${python} "$@"\n`);
  chmodSync(pythonPath, 0o755);
  return {
    pythonPath,
    holderFile,
    modelFile,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
