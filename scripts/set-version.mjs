// Writes one version into every manifest, of packages and examples, and into what they ask of each other: `npm run
// set-version -- 0.2.0`. CHANGELOG.md is for a person to write.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const rootDirectory = fileURLToPath(new URL('..', import.meta.url));
const [version = ''] = process.argv.slice(2);
if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) {
  console.error(`npm run set-version -- 0.2.0, and not "${version}"`);
  process.exit(1);
}

const { workspaces } = JSON.parse(readFileSync(join(rootDirectory, 'package.json'), 'utf8'));
const examples = readdirSync(join(rootDirectory, 'docs/examples')).map((name) => `docs/examples/${name}`);
for (const folder of ['', ...workspaces, ...examples]) {
  const path = join(rootDirectory, folder, 'package.json');
  if (!existsSync(path)) continue;
  const manifest = readFileSync(path, 'utf8');
  // As text, so that nothing else of the file changes.
  const changed = manifest
    .replace(/^( {2}"version": )"[^"]*"/m, `$1"${version}"`)
    .replace(/^( {4}"@rpi-live-camera\/[\w-]+": )"[^"]*"/gm, `$1"${version}"`);
  writeFileSync(path, changed);
}
execFileSync('npm', ['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'], {
  cwd: rootDirectory,
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
