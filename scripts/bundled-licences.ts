/**
 * A plugin of the packages' bundles (vite.config.ts): writes `LICENCES.txt` beside what is bundled, with the texts that the
 * licences of the packages inside ask to be handed on.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** @param notices what is to be said of a package besides its own text, by its name: that it was changed, what it contains */
export function bundledLicences(notices: Readonly<Record<string, string>> = {}): Plugin {
  return {
    name: 'bundled-licences',
    generateBundle() {
      const packages = new Map<string, string>();
      for (const id of this.getModuleIds()) {
        const [, directory, name] = /^(.*\/node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(id) ?? [];
        if (directory && name) packages.set(name, directory);
      }
      const texts = [...packages].sort().map(([name, directory]) => {
        const file = readdirSync(directory).find((entry) => /^licen[cs]e/i.test(entry));
        const { license, version } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
        const text = file ? readFileSync(join(directory, file), 'utf8').trim() : `Licence: ${license}`;
        const notice = notices[name]?.trim();
        return [`${name} ${version}`, text, ...(notice ? [notice] : [])].join('\n\n');
      });
      this.emitFile({
        type: 'asset',
        fileName: 'LICENCES.txt',
        source: `${texts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`,
      });
    },
  };
}
