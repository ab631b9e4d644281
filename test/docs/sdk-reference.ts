/** What programs import of gateway, player and agent, from the entries of their packages and the docstrings there. */
import { dirname, join } from 'node:path';
import { type Doc, type Node, readSource, type Source, tagOf } from '../architecture/doc-comments.js';
import { code, head, page, table } from './markdown.js';

type Entry = { name: string; path: string };

const entries: readonly Entry[] = [
  { name: '@rpi-live-camera/gateway', path: 'packages/gateway/src/index.ts' },
  { name: '@rpi-live-camera/gateway/tokens', path: 'packages/gateway/src/auth/viewer-token.ts' },
  { name: '@rpi-live-camera/gateway/client', path: 'packages/gateway/src/client/gateway-client.ts' },
  { name: '@rpi-live-camera/player/server', path: 'packages/player/src/server/render-live-camera.ts' },
  { name: '@rpi-live-camera/agent', path: 'packages/agent/src/index.ts' },
];

const example = `\`\`\`ts
import { createGateway, serveGateway, upgradeWebSocket } from '@rpi-live-camera/gateway';

const gateway = createGateway({ cameras: [{ id: 'front-door' }] }, { upgradeWebSocket });
await gateway.start();
const server = await serveGateway(gateway, { host: '0.0.0.0', port: 8080 });
\`\`\``;

export function sdkReference(): string {
  return page(
    head('The packages for programs', 'the docstrings of gateway, player and agent'),
    'More examples, also of Express, Fastify and the client, are in [embedding.md](../embedding.md). Settings are in [gateway-settings.md](gateway-settings.md) and [camera.md](../camera.md).',
    example,
    ...entries.flatMap(({ name, path }) => [`## ${code(name)}`, ...exportsOf(path)]),
  );
}

function exportsOf(path: string): string[] {
  const source = readSource(path);
  return source.body
    .filter(({ type }) => type === 'ExportNamedDeclaration')
    .flatMap((node) => (node.declaration ? [describe(source, node)] : reexported(source, node, path)));
}

/** `export { a, b } from './c.js'`: each as its own file describes it. */
function reexported(source: Source, node: Node, path: string): string[] {
  const from: string = node.source.value;
  const names = (node.specifiers as Node[]).map(({ exported }) => exported.name as string);
  if (!from.startsWith('.')) {
    return names.map((name) => entry(name, source.docOf(node).text, `The one of ${code(from)}.`));
  }
  const target = join(dirname(path), from.replace(/\.js$/, '.ts'));
  const declaring = readSource(target);
  return names.map((name) => {
    const found = declaring.body.find(({ declaration }) => declared(declaration) === name);
    if (!found) throw new Error(`${target} does not declare ${name}, which ${path} exports from there`);
    return describe(declaring, found);
  });
}

/** A union may say of each kind what it is; that is for who reads the source. */
const withoutComments = (text: string) => text.replaceAll(/\/\*\*.*?\*\/ /g, '').replace(/^\| /, '');

const declared = (declaration?: Node): string | undefined =>
  declaration?.id?.name ?? declaration?.declarations?.[0]?.id.name;

/** @throws when nothing is said about it: everything public has a docstring */
function entry(title: string, ...pieces: string[]): string {
  const said = pieces.filter((piece) => piece !== '');
  if (said.length === 0) throw new Error(`${title} has no docstring`);
  return [`### ${code(title)}`, ...said].join('\n\n');
}

function describe(source: Source, node: Node): string {
  const { declaration } = node;
  const doc = source.docOf(node);
  const name = declared(declaration)!;
  if (doc.text === '') throw new Error(`${name} has no docstring`);
  switch (declaration.type) {
    case 'FunctionDeclaration':
      return entry(signature(source, name, declaration), withTags(doc));
    case 'ClassDeclaration':
      return entry(`class ${name}`, withTags(doc), members(source, declaration.body.body));
    case 'TSTypeAliasDeclaration':
      return entry(name, withTags(doc), ...typeMembers(source, declaration.typeAnnotation));
    case 'TSInterfaceDeclaration':
      return entry(name, withTags(doc), members(source, declaration.body.body));
    default:
      return entry(name, withTags(doc));
  }
}

function signature(source: Source, name: string, { params, returnType }: Node): string {
  const shown = (params as Node[]).map((param) => {
    const bound = param.type === 'AssignmentPattern' ? param.left : param;
    const type = bound.typeAnnotation
      ? source.textOf(bound.typeAnnotation.typeAnnotation)
      : source.textOf(bound);
    return `${bound.name ?? 'options'}${param === bound ? '' : '?'}: ${type}`;
  });
  const result = returnType ? `: ${source.textOf(returnType.typeAnnotation)}` : '';
  return `${name}(${shown.join(', ')})${result}`;
}

/** Members of an object type, also where it is joined to others. */
function typeMembers(source: Source, type: Node): string[] {
  switch (type.type) {
    case 'TSTypeLiteral':
      return [members(source, type.members)];
    case 'TSIntersectionType': {
      const [own, others] = [type.types as Node[], type.types as Node[]].map((types, at) =>
        types.filter((one) => (one.type === 'TSTypeLiteral') === (at === 0)),
      ) as [Node[], Node[]];
      const joined = others.map((one) => code(source.textOf(one))).join(', ');
      return [`All of ${joined}, and:`, ...own.map((one) => members(source, one.members))];
    }
    default:
      return [`Is ${code(withoutComments(source.textOf(type)))}.`];
  }
}

function members(source: Source, nodes: readonly Node[]): string {
  const rows = nodes
    .filter(({ key, accessibility }) => key?.name && key.type === 'Identifier' && accessibility !== 'private')
    .filter(({ kind }) => kind !== 'constructor')
    .map((node) => {
      const returned = node.returnType ?? node.value?.returnType;
      const params: Node[] | undefined = node.params ?? node.value?.params;
      const isCall = params !== undefined && node.kind !== 'get';
      const type = isCall ? returned : (node.typeAnnotation ?? returned);
      const name = isCall
        ? `${node.key.name}(${params.map((one) => source.textOf(one)).join(', ')})`
        : `${node.key.name}${node.optional ? '?' : ''}`;
      return [code(name), type ? code(source.textOf(type.typeAnnotation)) : '', withTags(source.docOf(node))];
    });
  return rows.length === 0 ? '' : table(['member', 'type', 'meaning'], rows);
}

function withTags(doc: Doc): string {
  const fallback = tagOf(doc, 'default');
  const fails = tagOf(doc, 'throws');
  return [doc.text, fallback && `Default: ${fallback}.`, fails && `Throws ${fails}.`]
    .filter(Boolean)
    .join(' ')
    .replaceAll('..', '.');
}
