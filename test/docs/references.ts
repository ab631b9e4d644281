/** The generated pages: where each lies and what makes it. Called by `npm run docs` and the test of them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiReference } from './api-reference.js';
import { rootDirectory } from './code-blocks.js';
import { errorReference } from './error-reference.js';
import { licenceReference } from './licence-reference.js';
import { metricsReference } from './metrics-reference.js';
import { playerReference, recordingsReference } from './player-reference.js';
import { sdkReference } from './sdk-reference.js';
import { settingsReference } from './settings-reference.js';

/** By path below the repository; `undefined`: there is nothing yet to make it of. */
export const references: Record<string, () => string | undefined> = {
  'docs/reference/gateway-settings.md': settingsReference,
  'docs/reference/http-api.md': apiReference,
  'docs/reference/error-codes.md': errorReference,
  'docs/reference/metrics.md': metricsReference,
  'docs/reference/licences.md': licenceReference,
  'docs/reference/player.md': playerReference,
  'docs/reference/recordings-list.md': recordingsReference,
  'docs/reference/sdk.md': sdkReference,
};

/** @returns the paths of those that were written */
export function writeReferences(): string[] {
  return Object.entries(references).flatMap(([path, make]) => {
    const text = make();
    if (text === undefined) return [];
    writeFileSync(join(rootDirectory, path), text);
    return [path];
  });
}
