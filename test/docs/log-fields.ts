/** The names of the facts in the gateway's log, read from its sources. Called by the test of docs/operations.md. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { readSources, rootDirectory } from '../architecture/source-graph.js';

type Node = { type: string } & Record<string, unknown>;

const levels = ['error', 'warn', 'info', 'debug'];
/** Functions that take facts for the log, and which of their arguments these are. */
const takers: Record<string, number> = { reportFailure: 1, tellRefusal: 1, withFacts: 1 };

/** @returns by name, the files that log it */
export function readLogFields(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { path } of readSources('packages/gateway/src')) {
    if (/\.test\.ts$|\/testing\/|\/log\//.test(path)) continue;
    const { program } = parseSync(path, readFileSync(join(rootDirectory, path), 'utf8'));
    visit(program as unknown as Node, (name) => {
      found.set(name, (found.get(name) ?? new Set()).add(path));
    });
  }
  return found;
}

function visit(node: Node, onField: (name: string) => void): void {
  if (node.type === 'CallExpression') {
    const facts = factsOf(node);
    if (facts) for (const name of namesIn(facts)) onField(name);
  }
  for (const value of Object.values(node)) {
    for (const inner of Array.isArray(value) ? value : [value])
      if (typeof inner === 'object' && inner !== null && 'type' in inner) visit(inner as Node, onField);
  }
}

/** The facts of a call that logs. */
function factsOf({ callee, arguments: given }: Node): Node | undefined {
  const { type, name, property, computed, object } = callee as Node;
  const values = given as Node[];
  if (type === 'Identifier') return values[takers[name as string] ?? -1];
  if (type !== 'MemberExpression' || nameOf(object as Node) !== 'logger') return undefined;
  // `logger[level](…)`, or one of its methods.
  return computed || levels.includes(nameOf(property as Node) ?? '') ? values[0] : undefined;
}

/** The last name of `logger`, `deps.logger`, `this.#deps.logger`. */
function nameOf(node: Node): string | undefined {
  if (node.type === 'Identifier' || node.type === 'PrivateIdentifier') return node.name as string;
  return node.type === 'MemberExpression' ? nameOf(node.property as Node) : undefined;
}

/** Of an object as it is written, those in `...(is && { name })` among them. */
function namesIn(node: Node): string[] {
  switch (node.type) {
    case 'ObjectExpression':
      return (node.properties as Node[]).flatMap((property) =>
        property.type === 'SpreadElement'
          ? namesIn(property.argument as Node)
          : [nameOf(property.key as Node) ?? String((property.key as Node).value)],
      );
    case 'LogicalExpression':
      return namesIn(node.right as Node);
    case 'ParenthesizedExpression':
      return namesIn(node.expression as Node);
    default:
      return [];
  }
}
