/** Whether an address to listen on can be reached from this machine alone. Used by the rules of settings and by the program. */
import { isIP } from 'node:net';

export function isLoopback(host: string): boolean {
  const bare = host.toLowerCase().replace(/^\[|\]$/g, '');
  if (bare === 'localhost' || bare === '::1') return true;
  return isIP(bare) === 4 && bare.startsWith('127.');
}
