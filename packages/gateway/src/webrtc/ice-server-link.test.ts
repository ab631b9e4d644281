import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { iceServerLinks } from './ice-server-link.js';

describe('iceServerLinks', () => {
  it('gives a link for each URL', () => {
    assert.deepEqual(iceServerLinks({ urls: ['stun:a.example', 'stun:b.example:3478'] }), [
      '<stun:a.example>; rel="ice-server"',
      '<stun:b.example:3478>; rel="ice-server"',
    ]);
  });

  it('adds the credentials of a TURN server, quoted', () => {
    assert.deepEqual(
      iceServerLinks({ urls: 'turn:a.example?transport=udp', username: 'u"1', credential: 'p\\w\r\n' }),
      [
        '<turn:a.example?transport=udp>; rel="ice-server"; username="u\\"1"; credential="p\\\\w"; credential-type="password"',
      ],
    );
  });

  it('passes over what is no URL', () => {
    assert.deepEqual(iceServerLinks({ urls: [1, null] }), []);
    assert.deepEqual(iceServerLinks({}), []);
  });
});
