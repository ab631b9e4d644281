import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GatewayError } from '../errors/gateway-error.js';
import { readBearerToken } from './bearer-token.js';

describe('readBearerToken', () => {
  for (const [header, token] of [
    ['Bearer abc.def-_~+/=', 'abc.def-_~+/='],
    ['bearer   abc ', 'abc'],
    ['Basic dXNlcjpwYXNz', undefined],
    ['Bearers abc', undefined],
    [undefined, undefined],
    ['', undefined],
  ] as const) {
    it(`reads ${token} of ${JSON.stringify(header)}`, () => assert.equal(readBearerToken(header), token));
  }

  for (const header of ['Bearer', 'Bearer ', 'Bearer a b', 'Bearer "a"', `Bearer ${'a'.repeat(9000)}`]) {
    it(`refuses ${header.slice(0, 20)}`, () =>
      assert.throws(
        () => readBearerToken(header),
        (error) =>
          error instanceof GatewayError && /error="invalid_token"/.test(error.challenge ?? '') && true,
      ));
  }
});
