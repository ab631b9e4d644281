/** The gateway's HTTP API as a page, from its OpenAPI description. */
import { createOpenApiDocument } from '../../packages/gateway/src/openapi/document.js';
import { code, head, page, table } from './markdown.js';

type Schema = {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  $ref?: string;
  items?: Schema;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
};
type Content = Record<string, { schema?: Schema }>;
type Operation = {
  summary: string;
  description?: string;
  parameters?: { name: string; in: string; required: boolean; description?: string; schema: Schema }[];
  requestBody?: { required: boolean; content: Content };
  responses: Record<string, { description: string; content?: Content }>;
};
type Document = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};

const problemMediaType = 'application/problem+json';

export function apiReference(): string {
  const { paths, components } = createOpenApiDocument('/', '') as unknown as Document;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) =>
      describe(`${method.toUpperCase()} ${path}`, operation),
    ),
  );
  return page(
    head('HTTP API', '[its OpenAPI description](../../packages/gateway/src/openapi/document.ts)'),
    'A gateway tells the same to machines: `GET /openapi.json`. Paths are below the place where it is mounted. What the calls are for and how they hang together is in [protocol.md](../protocol.md); problems are `application/problem+json` ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)), their codes explained in [errors.md](../errors.md).',
    ...operations,
    '## Schemas',
    ...Object.entries(components.schemas).map(([name, schema]) => describeSchema(name, schema)),
  );
}

function describe(
  title: string,
  { summary, description = '', parameters = [], requestBody, responses }: Operation,
): string {
  const takes = parameters.map(({ name, in: place, required, description: meaning = '', schema }) => [
    code(name),
    `${place}${required ? '' : ', optional'}`,
    [meaning, schema.type === 'string' ? '' : shown(schema)].filter(Boolean).join(': '),
  ]);
  const body = requestBody && [
    [mediaTypes(requestBody.content), `body${requestBody.required ? '' : ', optional'}`, ''],
  ];
  const inputs = [...takes, ...(body ?? [])];
  return [
    `## ${title}`,
    `${summary}.${description && ` ${description}`}`,
    ...(inputs.length > 0 ? [table(['takes', 'in', 'meaning'], inputs)] : []),
    table(['answers', 'as', 'meaning'], Object.entries(responses).map(answerRow)),
  ].join('\n\n');
}

function answerRow([status, { description, content }]: [string, Operation['responses'][string]]): string[] {
  if (!content?.[problemMediaType]) return [status, mediaTypes(content), description];
  const codes = description.split(', ').map((one) => `[${code(one)}](../errors.md#${one})`);
  return [status, '[Problem](#problem)', codes.join(', ')];
}

function mediaTypes(content: Content = {}): string {
  return Object.entries(content)
    .map(([type, { schema }]) => (schema?.$ref ? `${code(type)}, ${shown(schema)}` : code(type)))
    .join(' or ');
}

function describeSchema(name: string, schema: Schema): string {
  const rows = fieldRows(schema, '');
  return `### ${name}\n\n${table(['field', 'is'], rows)}`;
}

/** Fields of objects in objects are named by their path. */
function fieldRows(schema: Schema, prefix: string): string[][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const isRequired = schema.required?.includes(name);
    const inner = objectIn(field);
    const row = [code(path), `${shown(field)}${isRequired ? '' : ', optional'}`];
    return [row, ...(inner ? fieldRows(inner, `${path}${isList(field) ? '[]' : ''}.`) : [])];
  });
}

const isList = (schema: Schema) => schema.type === 'array';

function objectIn(schema: Schema): Schema | undefined {
  if (schema.properties) return schema;
  if (schema.items) return objectIn(schema.items);
  return schema.anyOf?.map(objectIn).find(Boolean);
}

function shown({ $ref, const: only, enum: words, anyOf, items, type }: Schema): string {
  if ($ref) {
    const name = $ref.split('/').at(-1)!;
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (only !== undefined) return code(JSON.stringify(only));
  if (words) return words.map((word) => code(JSON.stringify(word))).join(', ');
  if (anyOf) return anyOf.map(shown).join(' or ');
  return items ? `list of ${shown(items)}` : (type ?? 'anything');
}
