/**
 * A plugin that takes places out of a file of a dependency, so that the bundler drops what nobody names any more. Each place
 * has to be there exactly once: another version of the file which reads otherwise fails the build.
 */
import type { Plugin } from 'vite';

export type Cut = { what: string; place: RegExp; by: string };

/** @param files the cuts of each, by the end of its path; @param origin of these cuts, for who has to mend them */
export function cutOut(name: string, origin: string, files: Record<string, readonly Cut[]>): Plugin {
  return {
    name,
    transform(code, id) {
      const file = Object.keys(files).find((end) => id.endsWith(end));
      if (file === undefined) return null;
      let lean = code;
      for (const { what, place, by } of files[file] ?? []) {
        const count = lean.match(place)?.length ?? 0;
        if (count !== 1) this.error(`${file} names ${what} ${count} times instead of once: see ${origin}.`);
        lean = lean.replace(place, by);
      }
      return { code: lean, map: null };
    },
  };
}
