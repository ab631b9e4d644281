/** Puts an executable into a folder that behaves like rpicam-vid of a version, with a camera in a given condition. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { optionTables, type RpicamOption, type RpicamVersion, versionLines } from './option-tables.js';

/**
 * `works`; `no camera`; `freezes`: after a second the sensor delivers nothing, the program restarts it for ever and does
 * not listen to SIGINT, which it does between pictures only; `falls silent`: no picture and no word; `crashes`: SIGABRT
 * after a second. A camera is `busy` while another process holds it, whatever its condition.
 */
export type CameraCondition = 'works' | 'no camera' | 'freezes' | 'falls silent' | 'crashes';

export type InstalledRpicam = {
  /** Path of the executable. */
  command: string;
  /** Folder to put on PATH. */
  directory: string;
  /** File with the pid of whoever has the camera; write a living pid into it and the camera is busy. */
  holderFile: string;
  /** Lines of its arguments, one per start for filming. */
  argumentsFile: string;
  remove(): void;
};

export type InstallRpicamOptions = { version?: RpicamVersion; condition?: CameraCondition };

/** What the program gets to know of its installation. */
export type StandInSettings = {
  versionLine: string;
  options: readonly RpicamOption[];
  condition: CameraCondition;
  holderFile: string;
  argumentsFile: string;
};

const program = fileURLToPath(new URL('./rpicam-vid.mjs', import.meta.url));

export function installRpicam({
  version = '1.13.0',
  condition = 'works',
}: InstallRpicamOptions = {}): InstalledRpicam {
  const directory = mkdtempSync(join(tmpdir(), 'rpicam-'));
  const name = version === 'libcamera-vid' ? 'libcamera-vid' : 'rpicam-vid';
  const command = join(directory, name);
  const holderFile = join(directory, 'camera-holder');
  const argumentsFile = join(directory, 'arguments');
  const settings: StandInSettings = {
    versionLine: versionLines[version],
    options: optionTables[version],
    condition,
    holderFile,
    argumentsFile,
  };
  const words = [process.execPath, program, JSON.stringify(settings)].map((word) => `'${word}'`);
  writeFileSync(command, `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`);
  chmodSync(command, 0o755);
  return {
    command,
    directory,
    holderFile,
    argumentsFile,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
