import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { type PackedPackage, packPackages } from '../support/packed-packages.js';

const packagesFolder = new URL('../../packages/', import.meta.url);

describe('what npm publishes', () => {
  let packages: PackedPackage[];
  before(async () => {
    packages = await packPackages('--dry-run');
  });

  for (const name of ['protocol', 'player', 'gateway', 'agent']) {
    const folder = new URL(`${name}/`, packagesFolder);
    const pathsOf = () =>
      packages.find((one) => one.name === `@rpi-live-camera/${name}`)?.files.map(({ path }) => path) ?? [];

    it(`${name} has its licence and its build, and no tests, sources, fixtures or maps`, () => {
      const paths = pathsOf();
      assert.ok(paths.includes('package.json') && paths.includes('dist/index.js'), paths.join('\n'));
      assert.equal(
        readFileSync(new URL('LICENSE', folder), 'utf8'),
        readFileSync(new URL('../../LICENSE', import.meta.url), 'utf8'),
      );
      assert.ok(paths.includes('LICENSE'));
      const unwanted = paths.filter((path) =>
        /\.(test|map|tsbuildinfo)|(^|\/)(src|testing|fixtures?)\//.test(path),
      );
      assert.deepEqual(unwanted, []);
    });

    it(`${name} can be published by anybody's first try, has a page at npm, and is found where it is installed`, () => {
      const { publishConfig, exports } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'));
      // Scoped packages are private at npm unless they say otherwise.
      assert.deepEqual(publishConfig, { access: 'public' });
      assert.ok(pathsOf().includes('README.md'));
      const { resolve } = createRequire(new URL('gateway/package.json', packagesFolder));
      assert.equal(exports['./package.json'], './package.json');
      assert.ok(resolve(`@rpi-live-camera/${name}/package.json`).endsWith('package.json'));
    });

    it(`${name} is described as bundlers and TypeScript read it (publint)`, async () => {
      const pkgDir = fileURLToPath(folder);
      const { messages, pkg } = await publint({ pkgDir, strict: true });
      assert.deepEqual(
        messages.map((message) => formatMessage(message, pkg)),
        [],
      );
    });

    it(`${name} has each file that its manifest names`, () => {
      const manifest = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'));
      const targets = Object.values(manifest.exports).flatMap((target) =>
        typeof target === 'string' ? [target] : Object.values(target as Record<string, string>),
      );
      const { bin = {}, customElements, unpkg, jsdelivr } = manifest;
      const named = [...targets, ...Object.values<string>(bin), customElements, unpkg, jsdelivr];
      const missing = named
        .filter((path) => path !== undefined)
        .map((path) => path.replace(/^\.\//, ''))
        // The condition for sources is for this repository; a pattern is no file.
        .filter((path) => !path.startsWith('src/') && !path.includes('*') && !pathsOf().includes(path));
      assert.deepEqual(missing, []);
    });
  }

  for (const [name, folder] of [
    ['player', 'cdn'],
    ['agent', 'program'],
  ] as const) {
    it(`${name} has beside its bundles in ${folder}/ the licences of what is inside`, () => {
      const packed = packages.find((one) => one.name === `@rpi-live-camera/${name}`);
      assert.ok(packed?.files.some(({ path }) => path === `${folder}/LICENCES.txt`));
    });
  }

  it('player names each framework whose types its own import, and wants none of them', () => {
    const {
      name: itself,
      dependencies,
      peerDependencies,
      peerDependenciesMeta,
    } = JSON.parse(readFileSync(new URL('player/package.json', packagesFolder), 'utf8'));
    const typings = new URL('player/typings/', packagesFolder);
    const imported = readdirSync(typings).flatMap((name) =>
      [...readFileSync(new URL(name, typings), 'utf8').matchAll(/from '((?:@[^/']+\/)?[^./'][^/']*)/g)].map(
        ([, from]) => from!,
      ),
    );
    assert.ok(imported.includes('react') && imported.includes('vue'), imported.join());
    for (const name of imported.filter((one) => one !== itself)) {
      assert.ok(name in { ...dependencies, ...peerDependencies }, name);
    }
    for (const name of Object.keys(peerDependencies)) {
      assert.deepEqual(peerDependenciesMeta[name], { optional: true }, name);
    }
  });

  it('player has a licence for each package in its scripts, and says what was changed', () => {
    const cdn = new URL('player/cdn/', packagesFolder);
    const text = readFileSync(new URL('LICENCES.txt', cdn), 'utf8');
    const inside = readdirSync(cdn)
      .filter((name) => name.endsWith('.map'))
      .flatMap((name): string[] => JSON.parse(readFileSync(new URL(name, cdn), 'utf8')).sources)
      .flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
    const manifestOf = (name: string) =>
      JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, packagesFolder), 'utf8'));
    assert.ok(inside.includes('hls.js') && inside.includes('lit-html'), inside.join());
    for (const name of new Set(inside)) {
      assert.ok(
        text.includes(`\n${name} ${manifestOf(name).version}\n`) || text.startsWith(`${name} `),
        name,
      );
    }
    // hls.js is itself a bundle, of what it names among its tools.
    for (const name of ['eventemitter3', 'url-toolkit']) {
      assert.ok(text.includes(`\n${name} ${manifestOf('hls.js').devDependencies[name]}\n`), name);
    }
    assert.match(text, /END OF TERMS AND CONDITIONS/);
    assert.equal(text.match(/^Changed for rpi-live-camera: /gm)?.length, 4);
  });
});
