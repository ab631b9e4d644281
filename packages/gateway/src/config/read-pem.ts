/** Reads a file that a setting names: a certificate or a key. */
import { readFileSync } from 'node:fs';
import { ConfigError } from './parse.js';

/** @throws ConfigError naming the setting, when the file cannot be read */
export function readPem(path: string, setting: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new ConfigError([`${setting}: ${path} cannot be read (${(error as NodeJS.ErrnoException).code})`]);
  }
}
