// Makes a fresh clone runnable: npm packages from the lockfile, then the programs which this project calls.
// npm runs it before `start`, `dev`, `build`, `check` and `test` (the last with --test), and before the long tests (with
// --long). Node built-ins only, because it runs before anything is installed. Asks nothing, and takes well under a second
// when nothing is to do.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installedNpmPackages, installNpmPackages } from './setup/npm-packages.mjs';
import { findPrograms, programsFor } from './setup/programs.mjs';
import { fetchPythonPackages, missingPythonPackages } from './setup/python-packages.mjs';
import { runStep } from './setup/step.mjs';
import { explainInstall, installWithApt, rightToApt } from './setup/system-packages.mjs';

const minimumNode = [20, 19];
const rootDirectory = dirname(dirname(fileURLToPath(import.meta.url)));

/** Prints one problem and what to do about it, then ends: whatever called this must not go on. */
function fail(message) {
  process.stderr.write(`\n${message}\n`);
  process.exit(1);
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < minimumNode[0] || (major === minimumNode[0] && minor < minimumNode[1])) {
  fail(
    `Node ${process.versions.node} is too old: this project needs Node ${minimumNode.join('.')} or newer (https://nodejs.org).`,
  );
}

if (!installedNpmPackages(rootDirectory)) {
  await runStep('npm packages from package-lock.json', () => installNpmPackages(rootDirectory)).catch(
    (error) => fail(`npm could not install the packages.\n${error.message}`),
  );
}

const purpose = ['long', 'test'].find((name) => process.argv.includes(`--${name}`)) ?? 'start';
const programs = programsFor(purpose);
let problems = findPrograms(programs);
const installable = problems.filter((problem) => problem.kind === 'missing');
const right = installable.length > 0 ? rightToApt() : undefined;
/** What can be done without, where a person sees that it is missing. */
const isSkippable = ({ kind, program }) => kind === 'missing' && program.skips && !process.env.CI;

async function installMissing(missing, onFailure) {
  const packages = [...new Set(missing.flatMap(({ program }) => program.packages.apt?.split(' ') ?? []))];
  if (packages.length === 0) return;
  await runStep(`${packages.join(', ')} by apt-get`, () => installWithApt({ packages, right })).catch(
    (error) => onFailure(`apt-get could not install ${packages.join(', ')}.\n${error.message}`),
  );
}

if (right) {
  await installMissing(
    installable.filter((problem) => !isSkippable(problem)),
    fail,
  );
  // Not every distribution has every browser, and one package that is not there would keep all others away.
  await installMissing(installable.filter(isSkippable), (message) => process.stderr.write(`${message}\n`));
  problems = findPrograms(programs);
}
const skipped = problems.filter(isSkippable);
problems = problems.filter((problem) => !skipped.includes(problem));
if (problems.length > 0) fail(explainInstall(problems));
for (const { program } of skipped) {
  process.stderr.write(`Skipped: ${program.skips}, because ${program.name} is not installed.\n`);
}

const pythonPackages = purpose === 'start' ? [] : missingPythonPackages(rootDirectory);
if (pythonPackages.length > 0) {
  await runStep(`${pythonPackages.join(', ')} by pip, for tests`, () =>
    fetchPythonPackages(rootDirectory, pythonPackages),
  ).catch((error) => process.stderr.write(`Tests of Picamera2 will be skipped: ${error.message}\n`));
}
