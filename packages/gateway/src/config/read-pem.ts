/** Reads a file that a setting names: a certificate or a key. */
import { readFileSync } from 'node:fs';
import { ConfigError } from './parse.js';

/** @throws ConfigError naming the setting, when the file cannot be read */
export function readPem(path: string, setting: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const mend = code === 'EACCES' ? '; let the user that runs this program read it' : '';
    throw new ConfigError([`${setting}: ${path} cannot be read (${code})${mend}`]);
  }
}
