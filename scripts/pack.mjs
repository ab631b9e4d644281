// Writes the four packages into packed/, or the folder that is named, as npm would publish them: `npm run pack`. What an
// earlier version left there goes.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const rootDirectory = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = resolve(process.argv[2] ?? join(rootDirectory, 'packed'));
const workspaces = ['protocol', 'agent', 'player', 'gateway'].flatMap((name) => ['-w', `packages/${name}`]);

mkdirSync(folder, { recursive: true });
for (const name of packed()) rmSync(join(folder, name));
execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder, ...workspaces], {
  cwd: rootDirectory,
  stdio: ['inherit', 'ignore', 'inherit'],
  // npm is a script there, which Windows starts by a shell alone.
  shell: process.platform === 'win32',
});

// By their names, because not every shell knows what packed/*.tgz is.
const paths = packed().map((name) => `"${join(folder, name)}"`);
console.log(`In the folder where they are wanted:\n\n  npm install ${paths.join(' ')}\n`);

/** Nothing else in the folder is ours to take away. */
function packed() {
  return readdirSync(folder).filter((name) => /^rpi-live-camera-[\w.-]+\.tgz$/.test(name));
}
