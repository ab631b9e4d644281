import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigError, parseConfig } from './parse.js';

describe('parseConfig', () => {
  it('takes for the endpoints of older systems a camera that is configured, and no other', () => {
    const cameras = [{ id: 'front-door' }, { id: 'shed' }];
    assert.equal(parseConfig({ cameras, compat: { cameraId: 'shed' } }).compat.cameraId, 'shed');
    assert.throws(
      () => parseConfig({ cameras, compat: { cameraId: 'attic' } }),
      (error) =>
        error instanceof ConfigError &&
        error.problems.join() === 'compat.cameraId: "attic" is not the id of a camera in "cameras"',
    );
  });

  const problemOf = (settings: object): string => {
    try {
      parseConfig({ cameras: [{ id: 'a' }], ...settings });
    } catch (error) {
      return error instanceof ConfigError ? error.problems.join() : String(error);
    }
    return 'none';
  };

  it('tells what is wrong, and not what was given, which may be a secret in the wrong place', () => {
    assert.equal(
      problemOf({ webrtc: { iceServers: 'hunter2' } }),
      'webrtc.iceServers: Invalid type: Expected Array',
    );
  });

  it('refuses origins that no header can hold', () => {
    for (const origin of ['a\r\nX: 1', 'https://a.example, https://b.example', '\u0000', ' ', 'ü'])
      assert.match(problemOf({ cors: { origins: [origin] } }), /^cors\.origins\.0: must be an origin/);
    for (const origin of ['*', 'null', 'https://a.example:8443', 'capacitor://localhost'])
      assert.equal(problemOf({ cors: { origins: [origin] } }), 'none');
  });

  it('refuses a broker whose user name cannot be decoded, and topics that no broker takes', () => {
    assert.match(problemOf({ mqtt: { url: 'mqtt://u%zz:p@a' } }), /^mqtt\.url: must have %25/);
    assert.equal(problemOf({ mqtt: { url: 'mqtt://u%25:p@a' } }), 'none');
    assert.match(problemOf({ mqtt: { topicPrefix: 'a\u0000b' } }), /^mqtt\.topicPrefix: must be/);
  });
});
