/** Every JSON on the page about brokers is taken by the program that it is for, and the policies are the tested ones. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseConfig as parseAgentConfig } from '../../packages/agent/src/config/parse-config.js';
import { parseConfig as parseGatewayConfig } from '../../packages/gateway/src/config/parse.js';
import { readExamplePolicy } from '../support/aws-policy.js';

const page = readFileSync(new URL('../../docs/brokers.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(
  ([, json = '']) => JSON.parse(json) as Record<string, unknown>,
);

const kinds: Record<string, (block: Record<string, unknown>) => unknown> = {
  cameraId: parseAgentConfig,
  cameras: parseGatewayConfig,
  Statement: (block) => {
    const isCamera = JSON.stringify(block).includes('ThingName');
    assert.deepEqual(block, readExamplePolicy(isCamera ? 'camera-policy' : 'gateway-policy'));
  },
};

describe('docs/brokers.md', () => {
  it('has settings for gateways and cameras, and both policies', () => {
    const count = (key: string) => blocks.filter((block) => key in block).length;
    assert.deepEqual([count('cameras'), count('cameraId'), count('Statement')], [5, 5, 2]);
  });

  for (const [index, block] of blocks.entries()) {
    it(`has JSON block ${index + 1} right`, () => {
      const kind = Object.keys(kinds).find((key) => key in block);
      assert.ok(kind, 'is neither settings nor a policy');
      kinds[kind]!(block);
    });
  }

  it('links files that are there', () => {
    for (const [, path = ''] of page.matchAll(/\]\(((?:examples|\.\.)\/[^)#]+\.\w+|examples\/\S+\/acl)\)/g)) {
      readFileSync(new URL(`../../docs/${path}`, import.meta.url));
    }
  });
});
