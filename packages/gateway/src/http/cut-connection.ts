/** Ends the connection under a response, where the server is Node's. */
import type { Context } from 'hono';

/** For a response whose reader takes nothing any more: its end could not be written either. Elsewhere it does nothing. */
export function cutConnection(c: Context): void {
  const { outgoing } = (c.env ?? {}) as { outgoing?: { destroy?(): void } };
  outgoing?.destroy?.();
}
