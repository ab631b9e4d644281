// Writes the four packages into packed/, as npm would publish them: `npm run pack`. What an earlier version left there goes.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const rootDirectory = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(rootDirectory, 'packed');
const workspaces = ['protocol', 'agent', 'player', 'gateway'].flatMap((name) => ['-w', `packages/${name}`]);

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder, ...workspaces], {
  cwd: rootDirectory,
  stdio: 'inherit',
  // npm is a script there, which Windows starts by a shell alone.
  shell: process.platform === 'win32',
});
