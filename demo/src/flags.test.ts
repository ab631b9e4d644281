import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readFlags, UsageError } from './flags.js';

describe('readFlags', () => {
  it('has defaults for everything', () => {
    assert.deepEqual(readFlags([]), { host: '0.0.0.0', port: 8080, mqttPort: undefined, verbosity: 'quiet' });
  });

  it('takes what is given', () => {
    assert.deepEqual(readFlags(['--port', '8081', '--host=127.0.0.1', '--mqtt-port', '1884', '--verbose']), {
      host: '127.0.0.1',
      port: 8081,
      mqttPort: 1884,
      verbosity: 'verbose',
    });
  });

  it('answers --help whatever else is given', () => {
    assert.equal(readFlags(['--help', '--port', '9000']), 'help');
  });

  for (const port of ['0', '65536', '80.5', 'http', '']) {
    it(`refuses ${JSON.stringify(port)} as a port`, () => {
      assert.throws(() => readFlags([`--port=${port}`]), UsageError);
    });
  }

  it('refuses an unknown flag and prints the usage', () => {
    assert.throws(() => readFlags(['--prot', '1']), /--prot[\s\S]*Usage: npm start/);
  });
});
