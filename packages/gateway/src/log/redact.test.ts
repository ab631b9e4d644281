import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { redactSecrets } from './redact.js';

describe('redactSecrets', () => {
  for (const [text, clean] of [
    [
      'srt://gw:20017?mode=caller&passphrase=abc123&latency=1',
      'srt://gw:20017?mode=caller&passphrase=…&latency=1',
    ],
    ['mqtts://me:secret@broker:8883', 'mqtts://me:…@broker:8883'],
    ['/live/AAAAAAAAAAAAAAAAAAAAAAAA/front-door/index.m3u8', '/live/…/front-door/index.m3u8'],
    ['/api/v1/sessions/AAAAAAAAAAAAAAAAAAAAAAAA/keepalive', '/api/v1/sessions/…/keepalive'],
    ['/recordings/AAAAAAAAAAAAAAAAAAAAAAAA/door/seg0.m4s', '/recordings/…/door/seg0.m4s'],
    [
      '/api/v1/cameras/door/recordings/20261120T120000Z-0a1b2c3d',
      '/api/v1/cameras/door/recordings/20261120T120000Z-0a1b2c3d',
    ],
    ['authorization: Bearer abc.def-ghi', 'authorization: Bearer …'],
    ['got eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0. today', 'got … today'],
    ['?token=abc.def&x=1', '?token=…&x=1'],
    ['{"password":"hunter2","x":1}', '{"password":"…","x":1}'],
    ['publish to secret: does it', 'publish to secret: does it'],
    ['nothing to hide', 'nothing to hide'],
  ] as const) {
    it(`makes ${clean}`, () => assert.equal(redactSecrets(text), clean));
  }
});
