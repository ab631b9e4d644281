/** How the helper in Python is started. It reads what it has to do from its standard input, never from arguments. */
import { join } from 'node:path';
import { packageDirectory } from '../package-directory.js';

const script = join(packageDirectory, 'python/film-with-picamera2.py');

/** `-B`: it writes no compiled files beside itself, where the agent's user may not write. */
export const helperArgs = ['-B', script] as const;
