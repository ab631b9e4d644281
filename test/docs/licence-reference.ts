/** The licences of what is shipped: the packages that npm installs with ours, from the lockfile. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootDirectory } from './code-blocks.js';
import { head, page, table } from './markdown.js';

export type LockEntry = {
  license?: string;
  hasInstallScript?: boolean;
  link?: boolean;
  resolved?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
};
type Lock = Record<string, LockEntry>;

export const shipped = ['player', 'gateway', 'agent', 'protocol'];

/** As Node looks for a package: in this folder, then further up. */
function locate(lock: Lock, name: string, from: string): string | undefined {
  const path = `${from}${from && '/'}node_modules/${name}`;
  if (path in lock) return path;
  return from === '' ? undefined : locate(lock, name, from.slice(0, Math.max(0, from.lastIndexOf('/'))));
}

/** Each package that npm installs with one of ours, that itself left out, by name. */
export function dependenciesOf(lock: Lock, name: string): Map<string, LockEntry> {
  const found = new Map<string, LockEntry>();
  const seen = new Set<string>();
  const visit = (path: string) => {
    if (seen.has(path)) return;
    seen.add(path);
    const { dependencies, optionalDependencies, link, resolved = '' } = lock[path]!;
    if (link) return visit(resolved);
    const [, installed] = /.*node_modules\/(.*)$/.exec(path) ?? [];
    if (installed) found.set(installed, lock[path]!);
    for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const place = locate(lock, needed, path);
      if (place) visit(place);
    }
  };
  visit(`packages/${name}`);
  return found;
}

export function readLock(): Lock {
  return JSON.parse(readFileSync(join(rootDirectory, 'package-lock.json'), 'utf8')).packages as Lock;
}

export function licenceOf({ license }: LockEntry): string {
  return license ?? 'none named';
}

export function licenceReference(): string {
  const lock = readLock();
  return page(
    head('Licences', '[package-lock.json](../../package-lock.json)'),
    'rpi-live-camera is under the MIT licence. npm installs these with its packages:',
    ...shipped.flatMap((name) => {
      const dependencies = [...dependenciesOf(lock, name)];
      const rows = [...new Set(dependencies.map(([, entry]) => licenceOf(entry)))].sort().map((licence) => {
        const ofIt = dependencies.filter(([, entry]) => licenceOf(entry) === licence);
        return [
          licence,
          ofIt
            .map(([installed]) => installed)
            .sort()
            .join(', '),
        ];
      });
      return [`## @rpi-live-camera/${name}`, table(['licence', 'packages'], rows)];
    }),
  );
}
