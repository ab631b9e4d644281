/** Reads the token of a request: RFC 6750 §2.1. Nowhere else is one looked for, least of all in an address. */
import { tokenInvalid } from './refusals.js';

/** Longer than a token with hundreds of cameras; servers cut headers not far above. */
const maxTokenLength = 8192;
const bearer = /^Bearer +([\w\-.~+/]+=*) *$/i;

/**
 * @param authorization the header's value
 * @returns `undefined` where there is none, or one of another scheme, such as a proxy's own Basic
 * @throws GatewayError `unauthorized` for a Bearer header that holds no token
 */
export function readBearerToken(authorization: string | undefined): string | undefined {
  if (authorization === undefined || !/^bearer\b/i.test(authorization)) return undefined;
  if (authorization.length > maxTokenLength)
    throw tokenInvalid(`The token is over ${maxTokenLength} characters long.`);
  const token = bearer.exec(authorization)?.[1];
  if (token === undefined) throw tokenInvalid('The header Authorization holds no token that can be read.');
  return token;
}
