/** Reads a body of JSON. Its size has been looked at before, by the app. */
import type { Context } from 'hono';
import { GatewayError } from '../errors/gateway-error.js';

/**
 * The object in the body; an empty one where there is no body.
 *
 * @throws GatewayError `invalid_request` for anything else
 */
export async function readJsonObject(c: Context): Promise<object> {
  const body = await c.req.text();
  if (body.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (cause) {
    throw new GatewayError('invalid_request', 'The body is not valid JSON. Send none, or {}.', { cause });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new GatewayError('invalid_request', 'The body must be a JSON object. Send none, or {}.');
}
