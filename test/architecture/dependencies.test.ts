/** What npm installs with our packages: under licences that we and those who embed us can take, running nothing by itself. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dependenciesOf, licenceOf, readLock, shipped } from '../docs/licence-reference.js';

/** Those that ask for no more than their text and names. A further one is a decision, and its reason stands here. */
const allowedLicences: Readonly<Record<string, string>> = {
  MIT: 'permissive',
  ISC: 'permissive',
  '0BSD': 'permissive, without even the text',
  'BSD-2-Clause': 'permissive',
  'BSD-3-Clause': 'permissive',
  'Apache-2.0': 'permissive, with a grant of patents',
  'MPL 2.0': 'node-datachannel, optional and unchanged: copyleft by file, which ours are not',
};

/** Package → why it may run a program of its own while it is installed. None may. */
const allowedInstallScripts: Readonly<Record<string, string>> = {};

const lock = readLock();

for (const name of shipped) {
  describe(`what is installed with @rpi-live-camera/${name}`, () => {
    const dependencies = [...dependenciesOf(lock, name)];

    it('is there', () => assert.ok(dependencies.length > 0));

    it('is under an allowed licence', () => {
      const others = dependencies
        .filter(([, entry]) => !(licenceOf(entry) in allowedLicences))
        .map(([installed, entry]) => `${installed}: ${licenceOf(entry)}`);
      assert.deepEqual(others, [], 'look at the licence; if it can be taken, add it with its reason');
    });

    it('runs no script while it is installed', () => {
      const running = dependencies
        .filter(([installed, entry]) => entry.hasInstallScript && !(installed in allowedInstallScripts))
        .map(([installed]) => installed);
      assert.deepEqual(running, [], 'a dependency may do what it likes on every machine that installs it');
    });
  });
}
