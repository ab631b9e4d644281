/**
 * Who imports whom, read from the sources with a real parser (oxc, which comes with Vite). Called by the architecture
 * test; knows nothing of what is allowed.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';

export const rootDirectory = fileURLToPath(new URL('../..', import.meta.url));

export type Import = {
  /** As written: `./packet-reader.js`, `@rpi-live-camera/protocol/http`, `hono`, `node:net`. */
  specifier: string;
  /** For a relative import, the file it means, as a path below the repository. */
  file: string | undefined;
  kind: 'value' | 'type';
};

export type SourceFile = {
  /** Below the repository, with forward slashes. */
  path: string;
  lineCount: number;
  imports: Import[];
  hasDefaultExport: boolean;
};

function* sourcePathsIn(directory: string): Generator<string> {
  for (const entry of readdirSync(join(rootDirectory, directory), { withFileTypes: true })) {
    const path = `${directory}/${entry.name}`;
    if (entry.isDirectory() && !['node_modules', 'dist', 'cdn', 'program'].includes(entry.name))
      yield* sourcePathsIn(path);
    else if (entry.isFile() && entry.name.endsWith('.ts')) yield path;
  }
}

/** All TypeScript files below `directory`, itself below the repository. */
export function readSources(directory: string): SourceFile[] {
  return [...sourcePathsIn(directory)].sort().map(readSource);
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(rootDirectory, path), 'utf8');
  const { module, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const toImport = (specifier: string, kind: Import['kind']): Import => ({
    specifier,
    file: specifier.startsWith('.') ? resolveRelative(path, specifier) : undefined,
    kind,
  });
  const kindOf = (entries: { isType: boolean }[]) =>
    entries.length > 0 && entries.every(({ isType }) => isType) ? 'type' : 'value';
  const reexports = module.staticExports.flatMap(({ entries }) =>
    entries.filter((entry) => entry.moduleRequest),
  );
  return {
    path,
    lineCount: text.trimEnd().split('\n').length,
    imports: [
      ...module.staticImports.map(({ moduleRequest, entries }) =>
        toImport(moduleRequest.value, kindOf(entries)),
      ),
      ...reexports.map((entry) =>
        toImport(entry.moduleRequest?.value ?? '', entry.isType ? 'type' : 'value'),
      ),
      ...module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) => {
        const literal = /^(['"])(.*)\1$/.exec(text.slice(start, end))?.[2];
        return literal === undefined ? [] : [toImport(literal, 'value')];
      }),
    ],
    hasDefaultExport: module.staticExports.some(({ entries }) =>
      entries.some(({ exportName }) => exportName.kind === 'Default'),
    ),
  };
}

/** `./a.js` in TypeScript's `nodenext` means the file `a.ts`. */
function resolveRelative(from: string, specifier: string): string {
  const path = relative(rootDirectory, join(rootDirectory, dirname(from), specifier));
  return path.split('\\').join('/').replace(/\.js$/, '.ts');
}

export const isTest = ({ path }: SourceFile) => path.endsWith('.test.ts') || path.includes('/testing/');

/**
 * The first cycle found when following `edges`, as the nodes on it in order, the first one repeated at the end;
 * `undefined` when there is none.
 */
export function findCycle(edges: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const finished = new Set<string>();
  const path: string[] = [];
  function visit(node: string): string[] | undefined {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (finished.has(node)) return undefined;
    path.push(node);
    for (const next of edges.get(node) ?? []) {
      const cycle = visit(next);
      if (cycle) return cycle;
    }
    path.pop();
    finished.add(node);
    return undefined;
  }
  for (const node of edges.keys()) {
    const cycle = visit(node);
    if (cycle) return cycle;
  }
  return undefined;
}
