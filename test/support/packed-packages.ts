/**
 * The packages as npm would publish them: packed, installed into a fresh folder, beside examples that use them. Nothing
 * of the workspace is reachable from there.
 */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const rootDirectory = fileURLToPath(new URL('../..', import.meta.url));
const scope = '@rpi-live-camera/';
const names = ['protocol', 'player', 'gateway', 'agent'] as const;
const npmWithinMs = 120_000;

export type PackedFile = { path: string; size: number };
export type PackedPackage = { name: string; filename: string; files: PackedFile[] };

/** npm in that folder. What an npm around the tests says of its own folder must not reach it. */
async function npm(folder: string, ...args: string[]): Promise<string> {
  const environment = Object.entries(process.env).filter(
    ([name]) => !/^(npm_(package|lifecycle|config_(local_prefix|workspace))|INIT_CWD)/.test(name),
  );
  const { stdout } = await run('npm', args, {
    cwd: folder,
    env: Object.fromEntries(environment),
    timeout: npmWithinMs,
    maxBuffer: 16 * 1024 * 1024,
    shell: process.platform === 'win32',
  });
  return stdout;
}

/** Packs what the build has made. @param flags such as `--dry-run` */
export async function packPackages(...flags: string[]): Promise<PackedPackage[]> {
  const workspaces = names.flatMap((name) => ['-w', `${scope}${name}`]);
  const answer: unknown = JSON.parse(
    await npm(rootDirectory, 'pack', '--json', '--ignore-scripts', ...workspaces, ...flags),
  );
  // A list until npm 11, by name from npm 12 on.
  return Object.values(answer as Record<string, PackedPackage>);
}

export type PackedFolder = {
  path: string;
  /** Runs a script of an example's package.json. */
  runScript(example: string, script: string): Promise<string>;
  close(): Promise<void>;
};

/** Installs all packages, and the examples of `docs/examples` with these names as workspaces around them. */
export async function installPacked(examples: readonly string[]): Promise<PackedFolder> {
  const path = await mkdtemp(join(tmpdir(), 'packed-'));
  const close = () => rm(path, { recursive: true, force: true, maxRetries: 5 });
  try {
    const packages = await packPackages('--pack-destination', path);
    const files = packages.map(({ name, filename }) => [name, `file:${join(path, filename)}`] as const);
    for (const example of examples) await copyExample(example, path, Object.fromEntries(files));
    const manifest = {
      name: 'packed',
      private: true,
      workspaces: examples,
      dependencies: Object.fromEntries(files),
    };
    await writeFile(join(path, 'package.json'), JSON.stringify(manifest));
    await npm(path, 'install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund');
    return {
      path,
      runScript: (example, script) => npm(path, 'run', script, '-w', `example-${example}`),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Without what an earlier install or build left in it, and with the packed packages in place of published ones. */
async function copyExample(example: string, to: string, packed: Readonly<Record<string, string>>) {
  const from = join(rootDirectory, 'docs/examples', example);
  await cp(from, join(to, example), {
    recursive: true,
    filter: (path) => !/[\\/](node_modules|dist)$/.test(path),
  });
  const path = join(to, example, 'package.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  for (const name of Object.keys(manifest.dependencies ?? {})) {
    if (name in packed) manifest.dependencies[name] = packed[name];
  }
  await writeFile(path, JSON.stringify(manifest));
}
