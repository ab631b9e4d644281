/**
 * A session by a name that opens nothing: its id is a credential, and must not stand where others read. The same one in the
 * log and in what administrators see.
 */
import { createHash } from 'node:crypto';

/** 60 bits of the id's SHA-256: enough to tell sessions apart, no help in finding the id. */
export function sessionHandle(sessionId: string): string {
  return createHash('sha256').update(sessionId).digest('base64url').slice(0, 10);
}
