/**
 * `custom-elements.json` of the player's package (the Custom Elements Manifest that editors and documentation tools read), made
 * from the types and docstrings in its sources. Called by the test that holds the file to them.
 */
import { type Node, readSource, type Source } from './doc-comments.js';
import { attributesOf, readMembers } from './element-members.js';

const folder = 'packages/player/src';
const undocumented = 'As on a <video>.';

/** Where the sources say what of an element. */
export type ElementSources = {
  tagName: string;
  className: string;
  /** From the base class to the element itself. */
  classFiles: readonly string[];
  /** The module that defines it. */
  entry: string;
  events: { file: string; details: string; mirrored?: string };
  styling: { file: string; prefix: string };
};

/** The elements of the package, the player first. */
export const elements = [
  {
    tagName: 'rpi-live-camera',
    className: 'LiveCamera',
    classFiles: ['video-surface', 'camera-settings', 'player-surface', 'live-camera'],
    entry: 'index',
    events: { file: 'events', details: 'PlayerEventDetails', mirrored: 'mirroredMediaEvents' },
    styling: { file: 'styling', prefix: 'LiveCamera' },
  },
  {
    tagName: 'rpi-live-camera-recordings',
    className: 'LiveCameraRecordings',
    classFiles: ['live-camera-recordings'],
    entry: 'recordings',
    events: { file: 'recording-list/list-events', details: 'RecordingsEventDetails' },
    styling: { file: 'recording-list/list-styling', prefix: 'LiveCameraRecordings' },
  },
] as const satisfies readonly ElementSources[];

type Named = { name: string; description: string; default?: string; type?: { text: string } };

/** The declaration of that kind which `export` makes under that name. */
function exported(source: Source, type: string, name?: string): { node: Node; statement: Node } {
  const statement = source.body.find(({ declaration }) => {
    if (declaration?.type !== type) return false;
    return name === undefined || (declaration.id ?? declaration.declarations[0].id).name === name;
  });
  if (statement === undefined) throw new Error(`${folder} has no exported ${type} ${name ?? ''}`);
  return { node: statement.declaration, statement };
}

/** The members of an exported type that is an object, each with its docstring. */
function typeMembers(source: Source, name: string): (Named & { type: { text: string } })[] {
  const annotation = exported(source, 'TSTypeAliasDeclaration', name).node.typeAnnotation as Node;
  const literals = annotation.type === 'TSTypeLiteral' ? [annotation] : annotation.types;
  return literals
    .filter(({ type }: Node) => type === 'TSTypeLiteral')
    .flatMap(({ members }: Node) => members)
    .map((member: Node) => {
      const doc = source.docOf(member);
      const initial = doc.tags.find((tag) => tag.name === 'default')?.text;
      return {
        name: member.key.name ?? member.key.value,
        description: doc.text,
        ...(initial === undefined ? {} : { default: initial }),
        type: { text: source.textOf(member.typeAnnotation.typeAnnotation) },
      };
    });
}

/** The strings of an exported `as const` list. */
function listed(source: Source, name: string): string[] {
  const [declarator] = exported(source, 'VariableDeclaration', name).node.declarations;
  return declarator.init.expression.elements.map(({ value }: Node) => value);
}

/** `@slot poster - what it is`. */
function namedTags(source: Source, tagName: string): Named[] {
  const { tags } = source.docOf(exported(source, 'ClassDeclaration').statement);
  return tags
    .filter(({ name }) => name === tagName)
    .map(({ text }) => {
      const [, name = '', description = ''] = /^(\S+) - (.*)$/.exec(text) ?? [];
      return { name, description };
    });
}

/** A name in words where there is nothing to add to it: `mute-button` is the mute button. */
const inWords = ({ name, description }: Named) => ({
  name,
  description: description || `The ${name.replaceAll('-', ' ')}.`,
});

function readEvents({ file, details, mirrored }: ElementSources['events']): Named[] {
  const source = readSource(`${folder}/${file}.ts`);
  const own = typeMembers(source, details).map(({ name, description, type }) => ({
    name,
    type: { text: `CustomEvent<${type.text}>` },
    description,
  }));
  if (mirrored === undefined) return own;
  const native = listed(source, mirrored).map((name) => ({
    name,
    type: { text: 'Event' },
    description: undocumented,
  }));
  return [...own, ...native];
}

function readStyling({ file, prefix }: ElementSources['styling']) {
  const source = readSource(`${folder}/${file}.ts`);
  const hasStates = source.body.some(({ declaration }) => declaration?.id?.name === `${prefix}States`);
  return {
    cssParts: typeMembers(source, `${prefix}Parts`).map(inWords),
    cssProperties: typeMembers(source, `${prefix}CssProperties`).map(({ type: _, ...rest }) => rest),
    cssStates: hasStates
      ? typeMembers(source, `${prefix}States`).map(({ name, description }) => ({ name, description }))
      : [],
  };
}

function createModules({ tagName, className, classFiles, entry, events, styling }: ElementSources) {
  const sources = classFiles.map((file) => readSource(`${folder}/${file}.ts`));
  const element = sources.at(-1)!;
  const members = sources.flatMap((source) =>
    readMembers(source, exported(source, 'ClassDeclaration').node, undocumented),
  );
  const definition = { name: className, module: `dist/${classFiles.at(-1)}.js` };
  return [
    {
      kind: 'javascript-module',
      path: definition.module,
      declarations: [
        {
          kind: 'class',
          customElement: true,
          name: definition.name,
          tagName,
          description: element.docOf(exported(element, 'ClassDeclaration').statement).text,
          superclass: { name: 'LitElement', package: 'lit' },
          attributes: [
            ...attributesOf(members),
            ...sources
              .flatMap((source) => namedTags(source, 'attr'))
              .map((one) => ({ ...one, fieldName: one.name })),
          ],
          members,
          events: readEvents(events),
          slots: namedTags(element, 'slot'),
          ...readStyling(styling),
        },
      ],
      exports: [{ kind: 'js', name: definition.name, declaration: definition }],
    },
    {
      kind: 'javascript-module',
      path: `dist/${entry}.js`,
      declarations: [],
      exports: [
        { kind: 'js', name: definition.name, declaration: definition },
        { kind: 'custom-element-definition', name: tagName, declaration: definition },
      ],
    },
  ];
}

/** The manifest as an object; paths are those of the published package. */
export function createElementManifest() {
  return { schemaVersion: '2.1.0', readme: 'README.md', modules: elements.flatMap(createModules) };
}
