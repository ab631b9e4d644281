/**
 * What is published with the scripts in `cdn/`, made by the build: each of them compressed, for servers that send files
 * as they lie there, and `integrity.json`, the hashes for `<script integrity>` (Subresource Integrity). A plugin of
 * `vite.config.ts`.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const compress = {
  br: (script: Buffer) =>
    promisify(brotliCompress)(script, {
      params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
    }),
  gz: (script: Buffer) => promisify(gzip)(script, { level: constants.Z_BEST_COMPRESSION }),
};

export function publishedFiles(folder: string): Plugin {
  return {
    name: 'published-files',
    async writeBundle(_, bundle) {
      // Takes a second or two, which nobody wants to wait for after each edit.
      if (this.meta.watchMode) return;
      const scripts = Object.keys(bundle).filter((name) => name.endsWith('.js'));
      // All at once: each is compressed in a thread of its own.
      await Promise.all(
        scripts.map(async (name) => {
          const path = resolve(folder, name);
          const script = readFileSync(path);
          const [br, gz] = await Promise.all([compress.br(script), compress.gz(script)]);
          writeFileSync(`${path}.br`, br);
          writeFileSync(`${path}.gz`, gz);
          console.log(`cdn/${name}: ${integrityOf(script)}`);
        }),
      );
    },
    closeBundle() {
      const scripts = readdirSync(folder)
        .filter((name) => name.endsWith('.js'))
        .sort();
      const hashes = scripts.map((name) => [name, integrityOf(readFileSync(resolve(folder, name)))]);
      const path = resolve(folder, 'integrity.json');
      writeFileSync(path, `${JSON.stringify(Object.fromEntries(hashes), null, 2)}\n`);
    },
  };
}

/** For the attribute `integrity`, by the algorithm that its specification recommends. */
function integrityOf(script: Buffer): string {
  return `sha384-${createHash('sha384').update(script).digest('base64')}`;
}
