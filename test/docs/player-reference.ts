/** An element as a page, from the manifest of its package (Custom Elements Manifest, schema 1 and 2), once that has one. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootDirectory } from './code-blocks.js';
import { code, head, page, table } from './markdown.js';
import { playerExamples, recordingsExamples } from './player-examples.js';

type Described = { name?: string; description?: string; summary?: string };
type Typed = Described & { type?: { text: string } };
type Member = Typed & {
  kind: 'field' | 'method';
  attribute?: string;
  default?: string;
  privacy?: 'public' | 'private' | 'protected';
  static?: boolean;
  parameters?: Typed[];
  return?: { type?: { text: string } };
};
type Declaration = {
  tagName?: string;
  customElement?: boolean;
  members?: Member[];
  attributes?: (Typed & { default?: string; fieldName?: string })[];
  events?: Typed[];
  slots?: Described[];
  cssParts?: Described[];
  cssProperties?: (Described & { default?: string; syntax?: string })[];
  cssStates?: Described[];
};
type Manifest = { modules: { declarations?: Declaration[] }[] };

const manifestPath = join(rootDirectory, 'packages/player/custom-elements.json');

type ElementExamples = Partial<Record<keyof typeof playerExamples, string>>;

/** `undefined` while there is no manifest. */
export function playerReference(): string | undefined {
  return elementReference('rpi-live-camera', playerExamples);
}

/** As `playerReference`, of the list of recordings. */
export function recordingsReference(): string | undefined {
  return elementReference('rpi-live-camera-recordings', recordingsExamples);
}

function elementReference(tagName: string, examples: ElementExamples): string | undefined {
  if (!existsSync(manifestPath)) return undefined;
  const { modules } = JSON.parse(readFileSync(manifestPath, 'utf8')) as Manifest;
  const element = modules
    .flatMap(({ declarations = [] }) => declarations)
    .find((declaration) => declaration.customElement && declaration.tagName === tagName);
  if (!element) throw new Error(`${manifestPath} declares no <${tagName}>`);
  const members = (element.members ?? []).filter(
    ({ privacy = 'public', static: isStatic }) => privacy === 'public' && !isStatic,
  );
  const properties = members.filter(({ kind }) => kind === 'field');
  const methods = members.filter(({ kind }) => kind === 'method');
  const title = `<${tagName}>`;
  return page(
    head(title, '[its manifest](../../packages/player/custom-elements.json)').replace(title, code(title)),
    'How to use it, with examples, is in [the README of the player](../../packages/player/README.md); more of each in [frameworks.md](../frameworks.md).',
    section(
      'Attributes',
      examples.attributes,
      ['attribute', 'type', 'default', 'meaning'],
      element.attributes,
      (one) => [named(one), typed(one), maybeCode(one.default), meaning(one)],
    ),
    section(
      'Properties',
      examples.properties,
      ['property', 'type', 'default', 'meaning'],
      properties,
      (one) => [named(one), typed(one), maybeCode(one.default), meaning(one)],
    ),
    section('Methods', examples.methods, ['method', 'returns', 'meaning'], methods, (one) => [
      code(`${one.name}(${(one.parameters ?? []).map(({ name }) => name).join(', ')})`),
      maybeCode(one.return?.type?.text),
      meaning(one),
    ]),
    section('Events', examples.events, ['event', 'type', 'meaning'], element.events, (one) => [
      named(one),
      typed(one),
      meaning(one),
    ]),
    section('Slots', examples.slots, ['slot', 'meaning'], element.slots, (one) => [
      one.name ? named(one) : '(no name)',
      meaning(one),
    ]),
    section('Parts', examples.parts, ['part', 'meaning'], element.cssParts, (one) => [
      named(one),
      meaning(one),
    ]),
    section(
      'CSS properties',
      examples.cssProperties,
      ['property', 'default', 'meaning'],
      element.cssProperties,
      (one) => [named(one), maybeCode(one.default), meaning(one)],
    ),
    section('States', examples.states, ['state', 'meaning'], element.cssStates, (one) => [
      code(`:state(${one.name})`),
      meaning(one),
    ]),
    `## Errors\n\nThe event \`error\` carries a \`PlayerError\`${element.members?.some(({ name }) => name === 'error') ? ', which the property `error` keeps' : ''}; [errors.md](../errors.md) has every code and what to do.\n\n${examples.errors}`,
  );
}

const maybeCode = (text?: string) => (text ? code(text) : '');
const named = ({ name = '' }: Described) => code(name);
const typed = ({ type }: Typed) => maybeCode(type?.text);
const meaning = ({ description, summary }: Described) => description ?? summary ?? '';

function section<T>(
  title: string,
  example: string | undefined,
  headings: string[],
  items: readonly T[] | undefined,
  row: (item: T) => string[],
): string {
  if (!items || items.length === 0) return '';
  const shown = example === undefined ? '' : `${example}\n\n`;
  return `## ${title}\n\n${shown}${table(headings, items.map(row))}`;
}
