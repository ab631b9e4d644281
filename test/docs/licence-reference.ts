/** The licences of what is shipped: the packages that npm installs with ours, from the lockfile. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootDirectory } from './code-blocks.js';
import { head, page, table } from './markdown.js';

type Entry = {
  license?: string;
  link?: boolean;
  resolved?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
};
type Lock = Record<string, Entry>;

const shipped = ['player', 'gateway', 'agent', 'protocol'];

/** As Node looks for a package: in this folder, then further up. */
function locate(lock: Lock, name: string, from: string): string | undefined {
  const path = `${from}${from && '/'}node_modules/${name}`;
  if (path in lock) return path;
  return from === '' ? undefined : locate(lock, name, from.slice(0, Math.max(0, from.lastIndexOf('/'))));
}

/** The licence of each package that `folder` needs, itself left out; ours are MIT. */
function licencesOf(lock: Lock, folder: string): Map<string, string> {
  const licences = new Map<string, string>();
  const seen = new Set<string>();
  const visit = (path: string) => {
    if (seen.has(path)) return;
    seen.add(path);
    const { dependencies, optionalDependencies, link, resolved = '', license } = lock[path]!;
    if (link) return visit(resolved);
    const [, name] = /.*node_modules\/(.*)$/.exec(path) ?? [];
    if (name) licences.set(name, license ?? 'none named');
    for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const found = locate(lock, needed, path);
      if (found) visit(found);
    }
  };
  visit(folder);
  return licences;
}

export function licenceReference(): string {
  const lock = JSON.parse(readFileSync(join(rootDirectory, 'package-lock.json'), 'utf8')).packages as Lock;
  return page(
    head('Licences', '[package-lock.json](../../package-lock.json)'),
    'rpi-live-camera is under the MIT licence. npm installs these with its packages:',
    ...shipped.flatMap((name) => {
      const licences = licencesOf(lock, `packages/${name}`);
      const rows = [...new Set(licences.values())].sort().map((licence) => {
        const names = [...licences.keys()].filter((one) => licences.get(one) === licence);
        return [licence, names.sort().join(', ')];
      });
      return [`## @rpi-live-camera/${name}`, table(['licence', 'packages'], rows)];
    }),
  );
}
