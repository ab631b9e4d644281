// Part of `npm run check`: package-lock.json is what `npm ci` can install, here and on other platforms.
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

const readJson = (path) => JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'));
const { packages } = readJson('package-lock.json');

/** `npm ci` refuses a lockfile that does not repeat what the workspaces ask for. */
function staleWorkspaces() {
  const workspaces = ['', ...readJson('package.json').workspaces];
  return workspaces.flatMap((path) => {
    const manifest = readJson(`${path === '' ? '.' : path}/package.json`);
    return ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']
      .filter((kind) => !isDeepStrictEqual(manifest[kind] ?? {}, packages[path]?.[kind] ?? {}))
      .map((kind) => `${kind} of ${path || 'the root'} are not those of its package.json. Run: npm install`);
  });
}

/** npm leaves a native package out in silence when the registry did not have it on that day; then `npm ci` fails elsewhere. */
function missingNativePackages() {
  const lockedNames = new Set(Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, '')));
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !lockedNames.has(name))
      .map(
        (name) => `${name} is missing, which ${path} wants on another platform. Pin a version that has it.`,
      ),
  );
}

/** Without it npm takes whatever the registry sends under that name and version. */
function packagesWithoutIntegrity() {
  return Object.entries(packages)
    .filter(
      ([path, { link, integrity }]) =>
        /(^|\/)node_modules\//.test(path) && !link && !/^sha512-/.test(integrity ?? ''),
    )
    .map(([path]) => `${path} has no sha512 integrity. Run: npm install --package-lock-only`);
}

const problems = [...staleWorkspaces(), ...missingNativePackages(), ...packagesWithoutIntegrity()];
for (const problem of problems) console.error(`package-lock.json: ${problem}`);
process.exitCode = problems.length > 0 ? 1 : 0;
