/** The player's part of `layers.ts`: what may import what between its folders. */
import type { LayerTable } from './layer-table.js';

export const player: LayerTable = {
  clock: { owns: 'time, the seam that tests move', imports: [] },
  errors: { owns: 'the error class and its codes', imports: [] },
  state: { owns: 'the pure state machine: what happens next', imports: ['errors'] },
  styling: { owns: 'what a style sheet can name, as types', imports: ['state'] },
  events: { owns: 'the element’s own events', imports: ['errors', 'state'] },
  texts: {
    owns: 'every sentence that a viewer reads, in five languages',
    imports: ['clock', 'errors', 'state'],
  },
  session: { owns: 'the gateway’s API, and one session kept alive', imports: ['clock', 'errors'] },
  transports: { owns: 'ways to receive: small loaders, what they load is lazy', imports: ['errors'] },
  'draw-picture': { owns: 'a video’s picture on a canvas', imports: [] },
  playback: {
    owns: 'drives the machine: session, transport, video, live edge; a lazy chunk behind a small loader',
    imports: ['clock', 'draw-picture', 'errors', 'events', 'session', 'state', 'transports'],
  },
  page: { owns: 'whether anybody can see the page, and an element in it', imports: ['clock'] },
  'styled-element': { owns: 'an element whose styles go with it into any document', imports: [] },
  'video-surface': {
    owns: 'the members that the element shares with `<video>`',
    imports: ['events', 'styled-element'],
  },
  property: { owns: 'Lit’s decorator for attributes, without what is not used of it', imports: [] },
  'camera-settings': {
    owns: 'the attributes',
    imports: ['errors', 'playback', 'property', 'session', 'texts', 'video-surface'],
  },
  view: {
    owns: 'what is drawn: screens, bars, styles',
    imports: ['draw-picture', 'playback', 'state', 'texts'],
  },
  'player-surface': {
    owns: 'methods and properties beyond those of `<video>`',
    imports: ['camera-settings', 'errors', 'events', 'playback', 'session', 'state'],
  },
  timeline: {
    owns: 'the line of time, badge, clips and links of what is watched again: a lazy chunk that needs nothing of the core',
    imports: ['events', 'player-surface', 'styled-element', 'texts', 'view'],
  },
  controls: {
    owns: 'bar, zoom, keys, statistics, snapshots: a lazy chunk behind a small loader',
    imports: [
      'clock',
      'events',
      'playback',
      'player-surface',
      'state',
      'styled-element',
      'texts',
      'timeline',
      'view',
    ],
  },
  poster: {
    owns: 'the poster, renewed while somebody sees it: a lazy chunk behind a small loader',
    imports: ['clock', 'page', 'session'],
  },
  'live-camera': {
    owns: 'the element',
    imports: [
      'camera-settings',
      'controls',
      'events',
      'page',
      'playback',
      'player-surface',
      'poster',
      'property',
      'state',
      'texts',
      'view',
    ],
  },
  'recording-list': {
    owns: 'the list of recordings: what it knows, asks, draws and says',
    imports: ['clock', 'errors', 'session', 'styled-element', 'texts', 'timeline'],
  },
  'live-camera-recordings': {
    owns: 'the element that lists recordings',
    imports: ['clock', 'errors', 'page', 'property', 'recording-list'],
  },
  'recordings-attributes': {
    owns: 'its attributes as types, for typed templates',
    imports: ['live-camera-recordings'],
  },
  recordings: {
    owns: 'defines that element; an entry of its own',
    imports: ['errors', 'live-camera-recordings', 'recording-list', 'recordings-attributes'],
  },
  attributes: { owns: 'the attributes as types, for typed templates', imports: ['live-camera'] },
  server: { owns: 'the tag as a server writes it', imports: ['attributes', 'view'] },
  index: {
    owns: 'defines the element, exports what TypeScript users need',
    imports: [
      'attributes',
      'errors',
      'events',
      'live-camera',
      'playback',
      'session',
      'state',
      'styling',
      'texts',
    ],
  },
};
