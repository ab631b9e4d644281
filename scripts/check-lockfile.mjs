// Part of `npm run check`: every native package which a package lists for some platform must stand in package-lock.json.
// npm leaves one out in silence when the registry did not have it on that day, and `npm ci` then fails on that platform.
import { readFileSync } from 'node:fs';

const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
const lockedNames = new Set(Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, '')));
const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
  Object.keys(optionalDependencies)
    .filter((name) => !lockedNames.has(name))
    .map((name) => `  ${name}, wanted by ${path}`),
);
if (missing.length > 0) {
  console.error('package-lock.json lacks optional packages, so `npm ci` fails on other platforms:');
  console.error(missing.join('\n'));
  console.error(
    'Pin versions whose packages are all published, delete node_modules and the lockfile, and install again.',
  );
  process.exit(1);
}
