/** How the helper in Python is started. It reads what it has to do from its standard input, never from arguments. */
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../python/film-with-picamera2.py', import.meta.url));

/** `-B`: it writes no compiled files beside itself, where the agent's user may not write. */
export const helperArgs = ['-B', script] as const;
