/** `docs/errors.md` is where every problem's `type` points: it has an entry for each code, and none for others. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { problemRules } from '@rpi-live-camera/protocol/http';
import { agentErrorCodes } from '../../packages/agent/src/errors/agent-error.js';
import { errorRetryability } from '../../packages/player/src/errors/player-error.js';

const text = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');
const documented = [...text.matchAll(/^### (\S+)\n(?:(\d+)\. )?/gm)].map(([, code = '', status]) => ({
  code,
  status,
}));

describe('docs/errors.md', () => {
  it('explains every code of the gateway, the player and the agent, once', () => {
    const codes = documented.map(({ code }) => code);
    assert.deepEqual([...new Set(codes)], codes);
    assert.deepEqual([...codes].sort(), [...Object.keys(errorRetryability), ...agentErrorCodes].sort());
  });

  it('says with which status the gateway answers', () => {
    const statuses = documented.flatMap(({ code, status }) => (status ? [[code, Number(status)]] : []));
    const rules = Object.entries(problemRules).map(([code, { status }]) => [code, status]);
    assert.deepEqual(Object.fromEntries(statuses), Object.fromEntries(rules));
  });
});
