// The Python packages that tests of the capture `picamera2` borrow: Picamera2's own outputs and encoders, and a PyAV that
// they fit, where that of the system is older. Fetched by pip into a folder of their own, never installed. Without them
// those tests are skipped by name, so a failure here is told and no more.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const python = '/usr/bin/python3';
const packages = ['picamera2==0.3.36', 'picamera2==0.3.30', 'av==14.2.0'];

/** Where they are kept, a folder each: `picamera2-0.3.36`. */
export function pythonPackagesDirectory(rootDirectory) {
  return join(rootDirectory, 'node_modules', '.cache', 'python-packages');
}

/** Those that are not there yet; none on machines that cannot run the tests. */
export function missingPythonPackages(rootDirectory) {
  if (process.platform !== 'linux' || !existsSync(python)) return [];
  return packages.filter((name) => !existsSync(folderOf(rootDirectory, name)));
}

/** @throws with pip's last words */
export async function fetchPythonPackages(rootDirectory, names) {
  const parent = pythonPackagesDirectory(rootDirectory);
  mkdirSync(parent, { recursive: true });
  for (const name of names) {
    const folder = folderOf(rootDirectory, name);
    const unfinished = `${folder}.part`;
    rmSync(unfinished, { recursive: true, force: true });
    await pipInstall(name, unfinished);
    renameSync(unfinished, folder);
  }
}

function folderOf(rootDirectory, name) {
  return join(pythonPackagesDirectory(rootDirectory), name.replace('==', '-'));
}

function pipInstall(name, target) {
  const args = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--no-deps',
    '--only-binary',
    ':all:',
    '--target',
    target,
    name,
  ];
  return new Promise((resolve, reject) => {
    const pip = spawn(python, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: 120_000 });
    let words = '';
    pip.stderr.on('data', (chunk) => {
      words += chunk;
    });
    pip.on('error', reject);
    pip.on('close', (code) => (code === 0 ? resolve() : reject(new Error(words.trim().slice(-500)))));
  });
}
