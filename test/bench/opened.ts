/** What a measurement has opened, to be closed with it: last to first, each of them whatever the others do. */

type Closable = { close(): Promise<unknown> };

export type Opened = {
  add<Part extends Closable>(part: Part): Part;
  /** @throws what the first failing one threw, when all have been closed */
  close(): Promise<void>;
};

export function createOpened(): Opened {
  const parts: Closable[] = [];
  return {
    add(part) {
      parts.push(part);
      return part;
    },
    async close() {
      const failures: unknown[] = [];
      for (const part of parts.splice(0).reverse())
        await part.close().catch((error: unknown) => failures.push(error));
      if (failures.length > 0) throw failures[0];
    },
  };
}
