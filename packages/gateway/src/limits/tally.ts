/** How many of something each of many has. Holds an entry for each that has any, so it is as small as those are few. */
export class Tally<Key> {
  readonly #counts = new Map<Key, number>();

  /** Those that have any. */
  get size(): number {
    return this.#counts.size;
  }

  of(key: Key): number {
    return this.#counts.get(key) ?? 0;
  }

  /** @returns how many it has now */
  add(key: Key): number {
    const count = this.of(key) + 1;
    this.#counts.set(key, count);
    return count;
  }

  /** One that was added. */
  remove(key: Key): void {
    const count = this.of(key) - 1;
    if (count > 0) this.#counts.set(key, count);
    else this.#counts.delete(key);
  }
}
