/**
 * Builds the files for pages without a bundler into `cdn/`, one run a mode: `esm` makes `player.js`, which loads all else
 * as lazy chunks from its own folder; `recordings` makes `recordings.js`, which shares nothing with it, as a page may have
 * either alone; `iife` makes `player.iife.js`, one classic script with everything. The npm entry
 * is plain tsc output and not made here. Sizes are printed, and a size over its budget fails the build. Licences of what is
 * inside lie beside it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';
import { bundledLicences } from '../../scripts/bundled-licences.js';
import { leanDecorators } from './build/lean-decorators.js';
import { leanHls } from './build/lean-hls.js';
import { leanLit } from './build/lean-lit.js';
import { publishedFiles } from './build/published-files.js';

const cdnFolder = resolve(import.meta.dirname, 'cdn');

/** Gzipped sizes that the files must not exceed, in bytes: what they are, and at most 2 % more. */
const budgetsBytes: [RegExp, number][] = [
  [/^player\.js$/, 20_000],
  [/^poster-renewal-[\w-]+\.js$/, 1000],
  [/^recordings\.js$/, 16_500],
  [/^(german|spanish|french|japanese)-list-[\w-]+\.js$/, 1300],
  [/^hls-js-[\w-]+\.js$/, 95_700],
  [/^controls-[\w-]+\.js$/, 9750],
  [/^timeline-(?!english|german|spanish|french|japanese)[\w-]+\.js$/, 5500],
  [/^recording-claim-[\w-]+\.js$/, 1350],
  [/^playback-[\w-]+\.js$/, 9750],
  [/^gateway-answers-[\w-]+\.js$/, 2650],
  [/^native-hls-[\w-]+\.js$/, 930],
  [/^fmp4-stream-[\w-]+\.js$/, 2550],
  [/^(mjpeg|webrtc)-stream-[\w-]+\.js$/, 1300],
  [/^timeline-(german|spanish|french|japanese)-[\w-]+\.js$/, 400],
  [/^(english|german|spanish|french|japanese)-[\w-]+\.js$/, 2600],
  [/^(http-version|media-source|network-rules|response-failure|rights-renewal)-[\w-]+\.js$/, 1000],
  [/^player\.iife\.js$/, 145_000],
];

/** `[255, 255, 255, 0.5]` as `#ffffff80`, which is shorter than `rgb(255 255 255 / 0.5)`. */
const asHex = ([red, green, blue, alpha = 1]: number[]) =>
  `#${[red, green, blue, Math.round(alpha * 255)].map((part) => Number(part).toString(16).padStart(2, '0')).join('')}`;

/** What `build/lean-hls.ts` and `build/lean-lit.ts` change in packages of others, and what these contain themselves. */
const noticeOf = (name: string) =>
  readFileSync(resolve(import.meta.dirname, 'build/notices', `${name}.txt`), 'utf8');
const litNotice = noticeOf('lit');
const notices = {
  'hls.js': noticeOf('hls.js'),
  '@lit/reactive-element': litNotice,
  'lit-element': litNotice,
  'lit-html': litNotice,
};

/** Takes the indentation out of `css` and `html` templates, which a minifier must not touch. */
function compactTemplates(): Plugin {
  return {
    name: 'compact-templates',
    transform(code, id) {
      if (!id.includes('/packages/player/src/')) return null;
      return {
        code: code
          .replace(/\bcss`[^`]*`/g, (css) =>
            css
              .replace(/\/\*.*?\*\//gs, '')
              .replace(/\s+/g, ' ')
              .replace(/ ?([{};,>]) ?/g, '$1')
              .replace(/: /g, ':')
              .replace(/\( | (?=\))/g, (space) => space.trim())
              .replace(/\b0\./g, '.')
              .replace(/\brgb\(([\d.]+) ([\d.]+) ([\d.]+) ?\/ ?([\d.]+)\)/g, (_, ...parts) =>
                asHex(parts.slice(0, 4).map(Number)),
              )
              .replaceAll(';}', '}'),
          )
          .replace(/>\s*\n\s*</g, '><')
          .replace(/\n\s{4,}(?=[\w@?.-]+=|>|\$\{|<\/?[a-z])/g, ' '),
        map: null,
      };
    },
  };
}

/** Name, inside the classic script, of the address that it came from. */
const scriptUrl = 'playerScriptUrl';

/** What the classic script leaves out, by the file that imports it lazily. */
const besideFiles = ['/texts/load-texts.ts', '/controls/lazy-timeline.ts'];

/**
 * Keeps all languages but English, and the line of time of recordings, out of the classic script: it imports the chunks that
 * `esm` has made, from the folder that it comes from itself, and does without where they do not lie beside it. They need
 * nothing of the core, which would be there twice. By absolute address, because a script from another origin has no base
 * address (HTML, "creating a classic script", muted errors).
 */
function chunksBeside(): Plugin {
  return {
    name: 'chunks-beside',
    transform(code, id) {
      if (!besideFiles.some((file) => id.endsWith(file))) return null;
      const chunks = readdirSync(cdnFolder);
      return {
        code: code.replace(/import\(["'][./\w]*\/(?!english)(\w+)\.js["']\)/g, (_, name: string) => {
          const chunk = chunks.find((file) => new RegExp(`^${name}-[\\w-]{8}\\.js$`).test(file));
          if (chunk === undefined) return this.error(`cdn/ has no ${name} chunk: build --mode esm first.`);
          if (/from\s*["'`]\.\//.test(readFileSync(resolve(cdnFolder, chunk), 'utf8')))
            this.error(`cdn/${chunk} needs another chunk: the classic script would load that twice.`);
          return `import(/* @vite-ignore */ new URL('${chunk}', ${scriptUrl}).href)`;
        }),
        map: null,
      };
    },
  };
}

function sizeBudget(): Plugin {
  return {
    name: 'size-budget',
    closeBundle() {
      for (const file of readdirSync(cdnFolder).filter((name) => name.endsWith('.js'))) {
        const sizeBytes = gzipSync(readFileSync(resolve(cdnFolder, file)), { level: 9 }).byteLength;
        const budgetBytes = budgetsBytes.find(([pattern]) => pattern.test(file))?.[1];
        if (budgetBytes === undefined)
          this.error(`cdn/${file} has no size budget: name it in vite.config.ts.`);
        console.log(`cdn/${file}: ${sizeBytes} bytes gzipped, at most ${budgetBytes}`);
        if (sizeBytes > budgetBytes)
          this.error(`cdn/${file} is over its budget: make it smaller or argue for more.`);
      }
    },
  };
}

export default defineConfig(({ mode }) => {
  const isEsm = mode !== 'iife';
  const isFirst = mode === 'esm';
  const name = { esm: 'player', recordings: 'recordings', iife: 'player.iife' }[mode];
  const entry = mode === 'recordings' ? 'src/recordings.ts' : 'src/index.ts';
  return {
    root: import.meta.dirname,
    resolve: { conditions: ['@rpi-live-camera/source', 'module', 'browser', 'production'] },
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [
      leanHls(),
      // The names that a page's Content-Security-Policy lists (docs/frameworks.md); it has one of the two players.
      leanLit(mode === 'recordings' ? 'rpi-live-camera-recordings' : 'rpi-live-camera'),
      leanDecorators(),
      compactTemplates(),
      // The classic script has all that is in the others, so its licences are those of all.
      ...(isEsm ? [] : [chunksBeside(), bundledLicences(notices)]),
      publishedFiles(cdnFolder),
      sizeBudget(),
    ],
    build: {
      outDir: cdnFolder,
      emptyOutDir: isFirst,
      target: 'es2022',
      // Not named in the scripts: nobody publishes or serves them.
      sourcemap: 'hidden',
      reportCompressedSize: false,
      modulePreload: false,
      lib: {
        entry: resolve(import.meta.dirname, entry),
        formats: [isEsm ? 'es' : 'iife'],
        name: 'RpiLiveCamera',
        fileName: () => `${name}.js`,
      },
      rolldownOptions: {
        // What core and lazy chunks share stays in the core: a chunk of its own would be a request before the first line runs.
        preserveEntrySignatures: 'allow-extension',
        output: {
          minify: true,
          chunkFileNames: '[name]-[hash].js',
          intro: isEsm ? '' : `const ${scriptUrl} = document.currentScript?.src;`,
        },
      },
    },
  };
});
