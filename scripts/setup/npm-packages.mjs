// The npm packages of the set-up: are those of package-lock.json installed, and `npm ci` when they are not.
// A stamp in node_modules makes the usual answer one hash; an installation by hand (`npm ci`, `npm install`) is accepted too.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runQuietly } from './run-quietly.mjs';

const stampPath = (rootDirectory) => join(rootDirectory, 'node_modules', '.setup-stamp');

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Native packages depend on platform and Node's ABI, so both belong to the stamp. */
function stampOf(lockfile) {
  const node = process.versions.node.split('.')[0];
  const hash = createHash('sha256').update(lockfile).digest('hex');
  return `${hash} ${process.platform} ${process.arch} node${node}\n`;
}

/** Whether an optional package is a native one that npm must have installed here; its own children and libc variants are npm's affair. */
function isNativeHere(entry) {
  const fits = (list, value) =>
    !list ||
    (!list.includes(`!${value}`) && (list.every((item) => item.startsWith('!')) || list.includes(value)));
  return (
    Boolean(entry.os ?? entry.cpu) &&
    !entry.libc &&
    fits(entry.os, process.platform) &&
    fits(entry.cpu, process.arch)
  );
}

/** True when npm's own record of node_modules has every package of the lockfile at its version. */
function isInstalledByHand(rootDirectory, lockfile) {
  const record = readText(join(rootDirectory, 'node_modules', '.package-lock.json'));
  if (!record) return false;
  const installed = JSON.parse(record).packages;
  return Object.entries(JSON.parse(lockfile).packages)
    .filter(
      ([path, entry]) =>
        path.includes('node_modules/') && !entry.link && (!entry.optional || isNativeHere(entry)),
    )
    .every(([path, entry]) => installed[path]?.version === entry.version);
}

/** Whether node_modules holds what package-lock.json asks for on this machine. */
export function installedNpmPackages(rootDirectory) {
  const lockfile = readFileSync(join(rootDirectory, 'package-lock.json'), 'utf8');
  if (readText(stampPath(rootDirectory)) === stampOf(lockfile)) return true;
  if (!isInstalledByHand(rootDirectory, lockfile)) return false;
  writeFileSync(stampPath(rootDirectory), stampOf(lockfile));
  return true;
}

/** The environment without what an outer `npm run` set: `npm ci` would take it for its own configuration. */
function cleanEnvironment() {
  const isOfOuterNpm =
    /^npm_(lifecycle|package|config_(workspaces?|omit|include|production|ignore_scripts|dry_run|prefix|global|only|loglevel))/i;
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => name !== 'NODE_ENV' && !isOfOuterNpm.test(name)),
  );
}

/** `npm ci` with the npm that runs us, so that no other npm on PATH is picked up. */
export async function installNpmPackages(rootDirectory) {
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund'];
  const options = { cwd: rootDirectory, env: cleanEnvironment() };
  const npmPath = process.env.npm_execpath;
  if (npmPath && basename(npmPath) === 'npm-cli.js')
    await runQuietly(process.execPath, [npmPath, ...args], options);
  else await runQuietly('npm', args, { ...options, shell: process.platform === 'win32' });
  const lockfile = readFileSync(join(rootDirectory, 'package-lock.json'), 'utf8');
  writeFileSync(stampPath(rootDirectory), stampOf(lockfile));
}
