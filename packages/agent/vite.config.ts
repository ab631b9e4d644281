/**
 * Makes the program of the agent, `program/`: its commands with everything they import in a handful of files. A camera
 * that waits then takes 15 MB less memory than with a file a module, and starts sooner on a small board. The library
 * (`dist/`) is plain tsc output and not made here. Licences of what is inside lie beside it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

/** The texts that the licences of the packages inside ask to be handed on. */
function licences(): Plugin {
  return {
    name: 'licences',
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
        return `${name} ${version}\n\n${text}`;
      });
      this.emitFile({
        type: 'asset',
        fileName: 'LICENCES.txt',
        source: `${texts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`,
      });
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  resolve: { conditions: ['@rpi-live-camera/source', 'node'] },
  ssr: { noExternal: true, resolve: { conditions: ['@rpi-live-camera/source', 'node'] } },
  plugins: [licences()],
  build: {
    ssr: true,
    outDir: resolve(import.meta.dirname, 'program'),
    emptyOutDir: true,
    target: 'node20',
    sourcemap: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: resolve(import.meta.dirname, 'src/cli.ts'),
      output: { minify: true, entryFileNames: 'cli.js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});
