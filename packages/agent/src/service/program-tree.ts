/**
 * The program with everything it imports, found from where it runs now (npx's cache, a clone, a global installation) and
 * copied to where a service can see it. No network and no npm: what was tried is what is installed.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export type ProgramPackage = {
  name: string;
  /** Where it lies, symbolic links followed. */
  directory: string;
  /** Where it goes, below the target: `node_modules/mqtt`, or deeper where two versions are needed. */
  place: string;
};

type Manifest = { name: string; dependencies?: Record<string, string>; files?: string[] };

/** The root of this package, from its sources as well as from its build. */
export const agentDirectory = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The agent and its dependencies, theirs too.
 *
 * @throws when a dependency is not there
 */
export function listProgramPackages(directory: string = agentDirectory): ProgramPackage[] {
  const found = new Map<string, ProgramPackage>();
  const visit = (from: string, place: string, ancestors: readonly ProgramPackage[]) => {
    const { name, dependencies = {} } = readManifest(from);
    const one = { name, directory: from, place };
    found.set(place, one);
    const holders = [one, ...ancestors];
    for (const dependency of Object.keys(dependencies).filter(isNeededToRun)) {
      const link = resolvePackage(dependency, from);
      // What lies inside a package is a version of its own, and stays inside it.
      const holder = holders.find((candidate) => link.startsWith(candidate.directory + sep));
      const target = holder
        ? join(holder.place, relative(holder.directory, link))
        : join('node_modules', dependency);
      if (!found.has(target)) visit(realpathSync(link), target, holders);
    }
  };
  const agent = realpathSync(directory);
  visit(agent, join('node_modules', readManifest(agent).name), []);
  return [...found.values()];
}

/**
 * Copies beside the old one and then changes places, so that a copy that fails breaks nothing.
 *
 * @throws Error of the file system, as for a full disk
 */
export function copyProgram(packages: readonly ProgramPackage[], targetDirectory: string): void {
  const [fresh, old] = [`${targetDirectory}.new`, `${targetDirectory}.old`];
  rmSync(fresh, { recursive: true, force: true });
  for (const { directory, place } of packages) {
    const target = join(fresh, place);
    mkdirSync(target, { recursive: true });
    for (const name of shippedNames(directory)) {
      const source = join(directory, name);
      if (existsSync(source)) cpSync(source, join(target, name), { recursive: true, filter: isNeededToRun });
    }
  }
  rmSync(old, { recursive: true, force: true });
  if (existsSync(targetDirectory)) renameSync(targetDirectory, old);
  renameSync(fresh, targetDirectory);
  rmSync(old, { recursive: true, force: true });
}

function readManifest(directory: string): Manifest {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
}

/** As Node looks for a package: in `node_modules` here, then further up. */
function resolvePackage(name: string, from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (folder === dirname(folder)) throw new Error(`${name}, which ${from} needs, is not installed`);
  }
}

/** Names at the top of a package: what npm would ship of a clone, and all of what npm has installed. */
function shippedNames(directory: string): string[] {
  const { files } = readManifest(directory);
  const isInstalled = directory.split(sep).includes('node_modules');
  if (isInstalled || !files) return readdirSync(directory).filter((name) => name !== 'node_modules');
  return ['package.json', ...files.filter((name) => !name.startsWith('!'))];
}

/** Types and source maps are for developers. Of a package's name, or of a path. */
function isNeededToRun(name: string): boolean {
  return !/^@types\/|\.d\.[cm]?ts$|\.map$|\.tsbuildinfo$/.test(name);
}
