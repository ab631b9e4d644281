/** What an engine has opened so far, so that all of it is closed again, also when a later step of the start fails. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type OpenedParts = {
  /** Closed by `close()`, the last one first. */
  add<Part extends { close(): Promise<unknown> }>(part: Part): Part;
  /** @throws what the first failing part threw, once all are closed */
  close(): Promise<void>;
};

export function openedParts(): OpenedParts {
  const parts: { close(): Promise<unknown> }[] = [];
  return {
    add(part) {
      parts.push(part);
      return part;
    },
    async close() {
      const failures: unknown[] = [];
      for (let part = parts.pop(); part !== undefined; part = parts.pop())
        await part.close().catch((error: unknown) => failures.push(error));
      if (failures.length > 0) throw failures[0];
    },
  };
}

/** Runs a start; when it fails, what it has opened is closed. */
export async function openAll<Value>(start: (parts: OpenedParts) => Promise<Value>): Promise<Value> {
  const parts = openedParts();
  try {
    return await start(parts);
  } catch (error) {
    await parts.close().catch(() => {});
    throw error;
  }
}

/** A directory of its own, removed with the rest. */
export async function temporaryDirectory(prefix: string): Promise<{ path: string; close(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), prefix));
  return { path, close: () => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }) };
}
