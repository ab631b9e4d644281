/** Where this package lies: its `package.json`, and the helper in Python. The same from its sources, its build and its bundle. */
import { fileURLToPath } from 'node:url';

/** Every form of the code lies one folder below: `src/`, `dist/`, `program/`. With a slash at the end. */
export const packageDirectory = fileURLToPath(new URL('..', import.meta.url));
