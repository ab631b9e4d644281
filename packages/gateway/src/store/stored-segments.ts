/**
 * Reads segments of the past from storage for the viewers of one stream: a few at a time, each once for all who ask
 * meanwhile; those that were read last are kept. Owned by the live stream.
 */
import { BoundedTurns } from '../limits/bounded-turns.js';
import type { StoredSpan } from './segment.js';

/** A disk that has more to do does it no faster. */
const maxReading = 4;
/** Further requests are refused. */
const maxWaiting = 1000;
const maxKeptBytes = 8 * 1024 * 1024;

export type ReadStored = (span: StoredSpan) => Promise<Buffer>;

export class StoredSegments {
  readonly #read: ReadStored;
  readonly #reading = new Map<string, Promise<Buffer>>();
  /** In the order in which they were asked for last. */
  readonly #kept = new Map<string, Buffer>();
  readonly #turns = new BoundedTurns({ atOnce: maxReading, maxWaiting, what: 'the storage' });
  #keptBytes = 0;

  /** @param read rejects where it is not there any more */
  constructor(read: ReadStored) {
    this.#read = read;
  }

  /** @throws what the storage says; GatewayError `too_many_requests` where too many wait already */
  async load(span: StoredSpan): Promise<Buffer> {
    const name = nameOf(span);
    const kept = this.#kept.get(name);
    if (kept) {
      this.#keep(name, kept);
      return kept;
    }
    const reading = this.#reading.get(name) ?? this.#readInTurn(span, name);
    this.#reading.set(name, reading);
    return reading;
  }

  /** What is stored there is gone. */
  forget(recordingId: string): void {
    for (const name of this.#kept.keys()) if (name.startsWith(`${recordingId} `)) this.#drop(name);
  }

  clear(): void {
    this.#kept.clear();
    this.#keptBytes = 0;
  }

  async #readInTurn(span: StoredSpan, name: string): Promise<Buffer> {
    try {
      const bytes = await this.#turns.take(() => this.#read(span));
      this.#keep(name, bytes);
      return bytes;
    } finally {
      this.#reading.delete(name);
    }
  }

  #keep(name: string, bytes: Buffer): void {
    this.#drop(name);
    this.#kept.set(name, bytes);
    this.#keptBytes += bytes.length;
    while (this.#keptBytes > maxKeptBytes) this.#drop(this.#kept.keys().next().value!);
  }

  #drop(name: string): void {
    this.#keptBytes -= this.#kept.get(name)?.length ?? 0;
    this.#kept.delete(name);
  }
}

function nameOf({ recordingId, at }: StoredSpan): string {
  return `${recordingId} ${at}`;
}
