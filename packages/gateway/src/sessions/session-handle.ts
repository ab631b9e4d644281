/** A name for a session that is no credential: for logs and administrators. */
import { createHash } from 'node:crypto';

/** 72 bits of a digest: nobody finds the id by it, and no two sessions share one. */
export function sessionHandle(sessionId: string): string {
  return createHash('sha256').update(sessionId).digest('base64url').slice(0, 12);
}
