/**
 * Docstrings beside the syntax tree of a source file, read with oxc, which comes with Vite. Called by `element-manifest`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { rootDirectory } from './source-graph.js';

/** What is used of a node of ESTree; oxc's own types know each kind, which would be more words than this file. */
export type Node = {
  type: string;
  start: number;
  end: number;
  // biome-ignore lint/suspicious/noExplicitAny: the kinds of nodes differ in all else.
  [property: string]: any;
};

/** A docstring: its text, and its tags in order. */
export type Doc = { text: string; tags: { name: string; text: string }[] };

export type Source = {
  body: Node[];
  /** The text of a node on one line. */
  textOf(node: Node): string;
  /** The docstring right before a node; empty where there is none. */
  docOf(node: Node): Doc;
};

/** Reads a TypeScript file, given below the repository. */
export function readSource(path: string): Source {
  const text = readFileSync(join(rootDirectory, path), 'utf8');
  const { program, comments } = parseSync(path, text);
  const textOf = ({ start, end }: Node) => text.slice(start, end).replace(/\s+/g, ' ');
  return {
    body: program.body as unknown as Node[],
    textOf,
    docOf(node) {
      const start = Math.min(node.start, ...(node.decorators ?? []).map((one: Node) => one.start));
      const comment = comments.findLast((one) => one.end <= start);
      const isDoc = comment?.type === 'Block' && comment.value.startsWith('*');
      if (!isDoc || text.slice(comment.end, start).trim() !== '') return { text: '', tags: [] };
      return parseDoc(comment.value);
    },
  };
}

/** A tag begins with an `@` at the beginning of a line or after a blank, as in `Wanted delay. @default 3`. */
function parseDoc(comment: string): Doc {
  const flat = comment
    .replace(/^\*/, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, '').trim())
    .join('\n');
  const [text = '', ...pieces] = flat.split(/(?:^|\s)@(?=[a-z])/);
  const oneLine = (piece: string) => piece.replace(/\s+/g, ' ').trim();
  return {
    text: oneLine(text),
    tags: pieces.map((piece) => {
      const [, name = '', rest = ''] = /^(\w+)\s*([\s\S]*)$/.exec(piece) ?? [];
      return { name, text: oneLine(rest) };
    }),
  };
}

/** The text of the first tag of that name. */
export function tagOf(doc: Doc, name: string): string | undefined {
  return doc.tags.find((tag) => tag.name === name)?.text;
}
