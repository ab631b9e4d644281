/** The surfaces that strangers reach, by name. */

import { configSurface } from './config/config.surface.js';
import { demuxerSurface } from './demuxer/demuxer.surface.js';
import { httpSurface } from './http/http.surface.js';
import { mqttSurface } from './mqtt/mqtt.surface.js';
import { playlistSurface } from './playlist/playlist.surface.js';
import { storageSurface } from './storage/storage.surface.js';
import type { Surface } from './surface.js';

const all = [
  demuxerSurface,
  playlistSurface,
  mqttSurface,
  httpSurface,
  configSurface,
  storageSurface,
] as readonly unknown[] as readonly Surface<unknown>[];

export const surfaceNames: readonly string[] = all.map(({ name }) => name);

export function findSurface(name: string): Surface<unknown> {
  const found = all.find((surface) => surface.name === name);
  if (!found) throw new Error(`There is no surface "${name}". Choose among ${surfaceNames.join(', ')}.`);
  return found;
}
