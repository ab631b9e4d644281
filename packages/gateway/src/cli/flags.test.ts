import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FlagError, parseFlags } from './flags.js';
import { helpText } from './help.js';

describe('parseFlags', () => {
  it('puts settings where the file has them', () => {
    const flags = parseFlags(['--config', 'a.json', '--port', '81', '--mqtt-url', 'mqtt://b', '--simulate']);
    assert.equal(flags.configFile, 'a.json');
    assert.deepEqual(flags.settings, { port: 81, mqtt: { url: 'mqtt://b' } });
    assert.equal(flags.simulate, true);
    assert.deepEqual(parseFlags([]).settings, {});
  });

  for (const args of [
    ['--prot', '1'],
    ['--port'],
    ['--port', 'x'],
    ['--port', '65536'],
    ['file'],
    ['--log-level', 'loud'],
  ]) {
    it(`refuses ${args.join(' ')}`, () => assert.throws(() => parseFlags(args), FlagError));
  }
});

describe('helpText', () => {
  it('shows every flag and every setting with its default', () => {
    const text = helpText();
    for (const line of [
      /--mqtt-url URL/,
      /^ {2}sessions\.keepAliveMs .*\(default 10000\)$/m,
      /^ {2}cameras\[\]\.lease /m,
    ]) {
      assert.match(text, line);
    }
    const withoutDescription = text
      .split('\n')
      .filter((line) => /^ {2}[a-z][\w.[\]]+\s*(\(default|$)/.test(line));
    assert.deepEqual(withoutDescription, []);
  });
});
