/**
 * The folders of a package as a graph: which folder imports from which, and the picture of it for
 * `docs/architecture.md`. Called by the architecture test.
 */
import type { LayerTable } from './layer-table.js';
import { isTest, readSources } from './source-graph.js';

/** Folder → the folders it imports from, both sorted. A file at the top of `src` is a folder of its own. */
export type FolderGraph = Readonly<Record<string, readonly string[]>>;

function folderOf(path: string, sourceDirectory: string): string {
  const [first = ''] = path.slice(sourceDirectory.length + 1).split('/');
  return first.replace(/\.ts$/, '');
}

/** Reads the graph of one package, without its tests. */
export function readFolderGraph(sourceDirectory: string): FolderGraph {
  const edges = new Map<string, Set<string>>();
  for (const source of readSources(sourceDirectory).filter(
    (file) => !isTest(file) && !file.path.endsWith('.d.ts'),
  )) {
    const from = folderOf(source.path, sourceDirectory);
    const targets = edges.get(from) ?? new Set<string>();
    edges.set(from, targets);
    for (const { file } of source.imports) {
      if (!file?.startsWith(`${sourceDirectory}/`)) continue;
      const to = folderOf(file, sourceDirectory);
      if (to !== from) targets.add(to);
    }
  }
  const sorted = [...edges].sort(([one], [other]) => one.localeCompare(other));
  return Object.fromEntries(sorted.map(([from, targets]) => [from, [...targets].sort()]));
}

/** Everything that can be reached from `from` in one step or more. */
function reachable(graph: FolderGraph, from: string): Set<string> {
  const found = new Set<string>();
  const open = [...(graph[from] ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...(graph[next] ?? []));
  }
  return found;
}

/**
 * The graph as a Mermaid flowchart, an arrow from each folder to what it imports. An arrow that follows from two
 * others is left out: with them nobody could see the order.
 */
export function renderMermaid(graph: FolderGraph): string {
  const arrows = Object.entries(graph).flatMap(([from, targets]) =>
    targets
      .filter((to) => !targets.some((between) => between !== to && reachable(graph, between).has(to)))
      .map((to) => `  ${from} --> ${to}`),
  );
  const alone = Object.keys(graph).filter(
    (folder) =>
      graph[folder]?.length === 0 && !Object.values(graph).some((targets) => targets.includes(folder)),
  );
  return ['```mermaid', 'flowchart LR', ...alone.map((folder) => `  ${folder}`), ...arrows, '```'].join('\n');
}

/** The table of layers for the docs, in the order of the flow. */
export function renderLayers(layers: LayerTable): string {
  const rows = Object.entries(layers).map(([folder, { owns }]) => `| \`${folder}\` | ${owns} |`);
  return ['| part | owns |', '| --- | --- |', ...rows].join('\n');
}
