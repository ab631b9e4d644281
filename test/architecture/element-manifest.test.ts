/** `packages/player/custom-elements.json` is current, and names everything that a page, a style sheet or an editor can. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { LiveCameraAttributes } from '../../packages/player/dist/attributes.js';
import { LiveCamera } from '../../packages/player/dist/live-camera.js';
import { LiveCameraRecordings } from '../../packages/player/dist/live-camera-recordings.js';
import type { LiveCameraRecordingsAttributes } from '../../packages/player/dist/recordings-attributes.js';
import { playerStateNames } from '../../packages/player/src/state/player-state.js';
import { createElementManifest } from './element-manifest.js';
import { isTest, readSources, rootDirectory, type SourceFile } from './source-graph.js';

const manifest = createElementManifest();
const declarations = manifest.modules.flatMap((module) => module.declarations);
const namesOf = (entries: readonly { name: string }[]) => entries.map(({ name }) => name).sort();
const unique = (names: Iterable<string>) => [...new Set(names)].sort();

/** What the first group of a pattern finds in these sources. */
function finder(sources: readonly SourceFile[]) {
  const text = sources.map(({ path }) => readFileSync(join(rootDirectory, path), 'utf8')).join('\n');
  return (pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = '']) => name);
}

/** Every name that templates are typed with; the compiler insists on each, and on no other. */
const playerAttributes: Record<keyof LiveCameraAttributes, true> = {
  gateway: true,
  camera: true,
  recording: true,
  'start-at': true,
  'share-links': true,
  token: true,
  autoplay: true,
  muted: true,
  controls: true,
  controlslist: true,
  disablepictureinpicture: true,
  nohotkeys: true,
  volume: true,
  poster: true,
  transport: true,
  'target-latency': true,
  'when-hidden': true,
  'hidden-delay': true,
  'disconnect-delay': true,
  loading: true,
  label: true,
  lang: true,
  stats: true,
};

const listAttributes: Record<keyof LiveCameraRecordingsAttributes, true> = {
  gateway: true,
  camera: true,
  token: true,
  for: true,
  deletable: true,
  recordable: true,
  label: true,
  lang: true,
};

const sources = readSources('packages/player/src').filter((source) => !isTest(source));
const isOfList = ({ path }: SourceFile) => /\/(recording-list\/|live-camera-recordings)/.test(path);

const elements = [
  {
    Class: LiveCamera as unknown as CustomElementConstructor & { observedAttributes: string[] },
    typedAttributes: playerAttributes,
    methods: 'define getStats pause play requestPictureInPicture seekTo seekToLive snapshot start stop',
    /** Slots that a template makes by a variable. */
    others: ['error', 'offline'],
    states: playerStateNames as readonly string[],
    found: finder(sources.filter((source) => !isOfList(source))),
  },
  {
    Class: LiveCameraRecordings as unknown as CustomElementConstructor & { observedAttributes: string[] },
    typedAttributes: listAttributes,
    methods: 'define refresh',
    others: [],
    states: [],
    found: finder(sources.filter(isOfList)),
  },
];

describe('custom-elements.json', () => {
  it('is what the sources say', () => {
    const path = join(rootDirectory, 'packages/player/custom-elements.json');
    const wanted = `${JSON.stringify(manifest, null, 2)}\n`;
    if (process.env.UPDATE_DOCS) writeFileSync(path, wanted);
    else assert.equal(readFileSync(path, 'utf8'), wanted, 'UPDATE_DOCS=1 npm run check writes it again');
  });

  for (const [index, { Class, typedAttributes, methods, others, states, found }] of elements.entries()) {
    const element = declarations[index]!;
    describe(element.tagName, () => {
      it('names every attribute that the element observes, and lang', () => {
        assert.deepEqual(namesOf(element.attributes), [...Class.observedAttributes, 'lang'].sort());
      });

      it('names every attribute that typed templates know', () => {
        assert.deepEqual(namesOf(element.attributes), Object.keys(typedAttributes).sort());
      });

      it('names members that exist, with all public methods', () => {
        // Fields belong to instances, and those with an attribute are accessors of Lit's.
        const named = namesOf(element.members.filter(({ kind }) => kind === 'method'));
        assert.deepEqual(named, methods.split(' '));
        for (const { name, static: isStatic } of element.members) {
          assert.ok(name in (isStatic ? Class : Class.prototype), `${name} does not exist`);
        }
      });

      it('names every slot, part, custom property and state', () => {
        const slots = found(/<slot name="([\w-]+)"/g);
        assert.deepEqual(namesOf(element.slots), unique([...slots, ...others]));
        const parts = [
          ...found(/part="([\w -]+)"/g).flatMap((list) => list.split(' ')),
          ...found(/part: '([\w-]+)'/g),
        ];
        assert.deepEqual(namesOf(element.cssParts), unique([...parts, ...others]));
        const properties = found(/var\(\s*(--(?:media|rpi)[\w-]+)/g);
        assert.deepEqual(namesOf(element.cssProperties), unique(properties));
        assert.deepEqual(namesOf(element.cssStates), [...states].sort());
      });

      it('names every event that the element fires', () => {
        const dispatched = found(/new CustomEvent\('(\w+)'/g);
        const notified = found(/notify\('(\w+)'/g);
        const names = namesOf(element.events);
        for (const name of [...dispatched, ...notified])
          assert.ok(names.includes(name), `${name} is missing`);
      });

      it('says something of each', () => {
        const { attributes, members, events, slots, cssParts, cssProperties, cssStates } = element;
        const all = [attributes, members, events, slots, cssParts, cssProperties, cssStates].flat();
        assert.deepEqual(namesOf(all.filter(({ description }) => description === '')), []);
      });
    });
  }
});
