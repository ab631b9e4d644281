/** The indexes of finished recordings that were asked for last: a player asks for one with each segment. Owned by the catalog. */
import type { RecordingKey } from '../storage/recording-key.js';
import type { RecordingStorage } from '../storage/recording-storage.js';
import { type RecordingIndex, readIndexInSlices } from './index-lines.js';

type Entry = { reading: Promise<RecordingIndex | undefined>; segmentCount: number };

/**
 * Segments of all that are kept, some 200 bytes each: three days of one camera. Beyond it the recording that was not asked
 * for the longest goes.
 */
const defaultMaxSegments = 250_000;

export class IndexCache {
  readonly #storage: Pick<RecordingStorage, 'sizeOf' | 'readAll'>;
  readonly #maxSegments: number;
  /** In the order in which they were asked for last. */
  readonly #entries = new Map<string, Entry>();
  #segmentCount = 0;

  constructor(
    storage: Pick<RecordingStorage, 'sizeOf' | 'readAll'>,
    { maxSegments = defaultMaxSegments } = {},
  ) {
    this.#storage = storage;
    this.#maxSegments = maxSegments;
  }

  /** @returns `undefined` where there is none any more @throws what the storage says */
  read(key: RecordingKey): Promise<RecordingIndex | undefined> {
    const name = nameOf(key);
    const entry = this.#entries.get(name) ?? this.#begin(key);
    this.#entries.delete(name);
    this.#entries.set(name, entry);
    return entry.reading;
  }

  forget(key: RecordingKey): void {
    const entry = this.#entries.get(nameOf(key));
    if (entry) this.#remove(nameOf(key), entry);
  }

  #begin(key: RecordingKey): Entry {
    const name = nameOf(key);
    const entry: Entry = { reading: this.#read(key), segmentCount: 0 };
    entry.reading.then(
      (index) => {
        if (!index) this.#remove(name, entry);
        else this.#count(name, entry, index.segments.length);
      },
      () => this.#remove(name, entry),
    );
    return entry;
  }

  /** The one that was just read stays, however long it is. */
  #count(name: string, entry: Entry, segmentCount: number): void {
    if (this.#entries.get(name) !== entry) return;
    entry.segmentCount = segmentCount;
    this.#segmentCount += segmentCount;
    for (const [oldest, other] of this.#entries) {
      if (this.#segmentCount <= this.#maxSegments) return;
      if (other !== entry && other.segmentCount > 0) this.#remove(oldest, other);
    }
  }

  #remove(name: string, entry: Entry): void {
    if (this.#entries.get(name) !== entry) return;
    this.#entries.delete(name);
    this.#segmentCount -= entry.segmentCount;
  }

  async #read(key: RecordingKey): Promise<RecordingIndex | undefined> {
    const mediaBytes = await this.#storage.sizeOf(key, 'media');
    if (mediaBytes === 0) return undefined;
    return readIndexInSlices(await this.#storage.readAll(key, 'index'), mediaBytes);
  }
}

function nameOf({ cameraId, recordingId }: RecordingKey): string {
  return `${cameraId}/${recordingId}`;
}
