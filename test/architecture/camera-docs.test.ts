/** Every JSON on the page about cameras is taken by the agent, and what it tells of settings and messages is true. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { listSettings } from '../../packages/agent/src/config/agent-config.js';
import { parseConfig } from '../../packages/agent/src/config/parse-config.js';
import { agentErrorCodes } from '../../packages/agent/src/errors/agent-error.js';
import { readInitFlags } from '../../packages/agent/src/init/init-flags.js';

const page = readFileSync(new URL('../../docs/camera.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(([, json = '']) => json);
const section = (title: string) => page.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
const rows = (title: string) =>
  [...section(title).matchAll(/^\| (.*?) \| (.*?) \|/gm)]
    .slice(2)
    .map(([, first = '', second = '']) => [first, second] as const);
const words = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);

/** Everything that agent and gateway may say. */
const sources = ['agent/src', 'agent/python', 'protocol/src', 'gateway/src']
  .flatMap((folder) =>
    readdirSync(new URL(`../../packages/${folder}`, import.meta.url), {
      recursive: true,
      withFileTypes: true,
    }),
  )
  .filter((entry) => entry.isFile() && /\.(ts|py)$/.test(entry.name))
  .map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`, 'utf8'))
  .join('\n');

describe('docs/camera.md', () => {
  it('has an example for each way to film', () => assert.ok(blocks.length >= 8, `${blocks.length} examples`));

  for (const [index, json] of blocks.entries()) {
    it(`has JSON block ${index + 1} right`, () => void parseConfig(JSON.parse(json)));
  }

  it('tells every setting of captures, with an example that can be used', () => {
    const told = rows('What captures can be told').flatMap(([names, examples]) => {
      const values = words(examples).map((value) => JSON.parse(value) as unknown);
      const settings = words(names);
      // Two of a kind may share one example.
      for (const [index, name] of settings.entries()) {
        const capture = { type: 'auto', [name]: values[Math.min(index, values.length - 1)] };
        parseConfig({ cameraId: 'door', capture });
      }
      return settings;
    });
    const known = listSettings().flatMap(({ path: [group, name] }) =>
      group === 'capture' && name ? [name] : [],
    );
    assert.deepEqual(told.sort(), known.filter((name) => name !== 'type').sort());
  });

  it('calls init with flags that it has', () => {
    const calls = [...page.replaceAll('\\\n', ' ').matchAll(/agent(?:\.js)? init ([^\n#`]*)/g)];
    assert.ok(calls.length >= 5);
    for (const [, flags = ''] of calls)
      readInitFlags(flags.split(/\s+/).filter((word) => word && word !== '…'));
  });

  it('explains messages that are said, and codes that exist', () => {
    for (const [cell] of rows('When it does not work')) {
      for (const message of words(cell)) {
        if (/^[a-z]+_[a-z_]+$/.test(message)) {
          assert.ok([...agentErrorCodes, 'camera_timeout'].includes(message), message);
          continue;
        }
        for (const part of message
          .split('…')
          .map((one) => one.trim())
          .filter(Boolean)) {
          assert.ok(sources.includes(part) || /^Is failed|streaming|idle/.test(part), part);
        }
      }
    }
  });
});
