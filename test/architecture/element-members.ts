/** The properties, attributes and methods of the player's classes, read from their sources. Called by `element-manifest`. */
import { type Doc, type Node, type Source, tagOf } from './doc-comments.js';

export type Attribute = {
  name: string;
  description: string;
  type?: { text: string };
  default?: string;
  fieldName?: string;
};

export type Parameter = { name: string; type?: { text: string }; optional?: true; default?: string };

export type Member = {
  kind: 'field' | 'method';
  name: string;
  description: string;
  type?: { text: string };
  default?: string;
  attribute?: string;
  reflects?: true;
  readonly?: true;
  static?: true;
  parameters?: Parameter[];
  return?: { type: { text: string } };
};

/** What every element has, and what Lit calls. */
const notItsOwn = new Set([
  'adoptedCallback',
  'connectedCallback',
  'connectedMoveCallback',
  'constructor',
  'disconnectedCallback',
  'shadowRootOptions',
  'styles',
]);

/** The public members of one class; `undocumented` is said of those without a docstring. */
export function readMembers(source: Source, classNode: Node, undocumented: string): Member[] {
  const members = new Map<string, Member>();
  for (const node of classNode.body.body as Node[]) {
    const name: string | undefined = node.key?.name;
    if (name === undefined || node.key.type === 'PrivateIdentifier' || notItsOwn.has(name)) continue;
    if ((node.accessibility ?? 'public') !== 'public') continue;
    const member = readMember(source, node, name);
    const former = members.get(name);
    // The getter comes first and says what it is; the setter makes it writable.
    if (former !== undefined && node.kind === 'set') delete former.readonly;
    else if (former === undefined)
      members.set(name, { ...member, description: member.description || undocumented });
  }
  return [...members.values()];
}

function readMember(source: Source, node: Node, name: string): Member {
  const doc = source.docOf(node);
  const shared = { name, description: doc.text, ...(node.static ? { static: true as const } : {}) };
  if (node.type === 'PropertyDefinition')
    return { kind: 'field', ...shared, ...readField(source, node, doc) };
  const { params, returnType } = node.value as Node;
  const result = returnType ? { type: { text: source.textOf(returnType.typeAnnotation) } } : undefined;
  if (node.kind === 'get') return { kind: 'field', ...shared, ...result, readonly: true };
  return {
    kind: 'method',
    ...shared,
    parameters: params.map((one: Node) => readParameter(source, one)),
    ...(result ? { return: result } : {}),
  };
}

function readParameter(source: Source, node: Node): Parameter {
  const { left, right } = node.type === 'AssignmentPattern' ? node : { left: node, right: undefined };
  const type = left.typeAnnotation
    ? { type: { text: source.textOf(left.typeAnnotation.typeAnnotation) } }
    : {};
  const isOptional = right !== undefined || left.optional === true;
  return {
    name: left.name,
    ...type,
    ...(isOptional ? { optional: true } : {}),
    ...(right ? { default: source.textOf(right) } : {}),
  };
}

function readField(source: Source, node: Node, doc: Doc): Partial<Member> {
  const options = new Map<string, string>(
    optionsOf(node)?.map((option) => [option.key.name, source.textOf(option.value)]) ?? [],
  );
  const literal = node.value?.type === 'Literal' ? source.textOf(node.value) : undefined;
  const byDecorator = { Boolean: 'boolean', Number: 'number' }[options.get('type') ?? ''] ?? 'string';
  const text = node.typeAnnotation ? source.textOf(node.typeAnnotation.typeAnnotation) : byDecorator;
  const attribute = options.get('attribute')?.replace(/'/g, '') ?? String(node.key.name).toLowerCase();
  const initial = tagOf(doc, 'default') ?? literal;
  return {
    type: { text },
    ...(initial === undefined ? {} : { default: initial }),
    ...(attribute === 'false' || optionsOf(node) === undefined ? {} : { attribute }),
    ...(options.get('reflect') === 'true' ? { reflects: true } : {}),
  };
}

/** What is given to `@property()`; `undefined` for a field without it. */
function optionsOf(node: Node): Node[] | undefined {
  const call = (node.decorators as Node[])
    .map(({ expression }) => expression)
    .find(({ callee }) => callee?.name === 'property');
  return call && (call.arguments[0]?.properties ?? []);
}

/** The attributes behind properties. */
export function attributesOf(members: readonly Member[]): Attribute[] {
  return members.flatMap(({ attribute, name, description, type, default: initial }) =>
    attribute === undefined
      ? []
      : [
          {
            name: attribute,
            description,
            ...(type ? { type } : {}),
            ...(initial === undefined ? {} : { default: initial }),
            fieldName: name,
          },
        ],
  );
}
