/** The passphrase of one SRT run. Used by the SRT ingest. */
import { randomInt } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const length = 32;

/** 32 characters that need no escaping in a URL or a shell: 190 bits. */
export function createPassphrase(): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}
