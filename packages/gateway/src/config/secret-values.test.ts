import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseConfig } from './parse.js';
import { secretValues } from './secret-values.js';

it('secretValues finds passwords, secrets and credentials wherever they stand', () => {
  const config = parseConfig({
    cameras: [{ id: 'door' }],
    mqtt: { username: 'me', password: 'at the broker' },
    broker: { enabled: true, passwords: { door: 'of the camera' } },
    webrtc: { iceServers: [{ urls: 'turn:turn.example', username: 'u', credential: 'of the relay' }] },
  });
  assert.deepEqual(secretValues(config), ['at the broker', 'of the camera', 'of the relay']);
});
