import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { parseConfig } from '../config/parse-config.js';
import { checkConfig } from './check-config.js';
import { checkCredentials } from './check-credentials.js';

const directory = mkdtempSync(join(tmpdir(), 'doctor-'));
after(() => rmSync(directory, { recursive: true }));
const file = (name: string, content: string) => {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
};
const check = (given: string | undefined, usual: string[] = []) =>
  checkConfig({ given, usual, environment: {} });

describe('the configuration', () => {
  it('is looked for where it usually is', () => {
    const usual = file('agent.json', '{ "cameraId": "door" }');
    const { finding, config } = check(undefined, ['/nonexistent/agent.json', usual]);
    assert.deepEqual([finding.outcome, config?.cameraId], ['ok', 'door']);
  });

  it('can be missing, which says how to write one', () => {
    const { finding, config } = check(undefined, ['/nonexistent/agent.json']);
    assert.deepEqual([finding.outcome, config], ['problem', null]);
    assert.match(finding.message, /none at \/nonexistent\/agent\.json.*init/);
  });

  it('tells everything that is wrong in one line', () => {
    const { finding } = check(file('wrong.json', '{ "cameraid": "door", "mqtt": { "url": "x" } }'));
    assert.match(
      finding.message,
      /mqtt\.url: must be .*; cameraid: unknown setting; did you mean cameraId\?/,
    );
    assert.ok(!finding.message.includes('\n'));
  });
});

describe('key and certificates', () => {
  const mqtt = (settings: object) => parseConfig({ cameraId: 'door', mqtt: settings }).mqtt;
  it('need not be there', () => assert.equal(checkCredentials(mqtt({})).outcome, 'note'));
  it('are named when they cannot be read', () => {
    const finding = checkCredentials(mqtt({ url: 'mqtts://b', caFile: '/nonexistent/ca.pem' }));
    assert.equal(finding.outcome, 'problem');
    assert.match(finding.message, /mqtt\.caFile: \/nonexistent\/ca\.pem cannot be read \(ENOENT\)/);
  });
});
