/** The indexes of finished recordings that were asked for last: a player asks for one with each segment. Owned by the catalog. */
import type { RecordingKey } from '../storage/recording-key.js';
import type { RecordingStorage } from '../storage/recording-storage.js';
import { type RecordingIndex, readIndex } from './index-lines.js';

/** An hour is about 1 MB of objects; beyond it the one that was not asked for the longest goes. */
const maxCount = 16;

export class IndexCache {
  readonly #storage: RecordingStorage;
  /** In the order in which they were asked for last. */
  readonly #reading = new Map<string, Promise<RecordingIndex | undefined>>();

  constructor(storage: RecordingStorage) {
    this.#storage = storage;
  }

  /** @returns `undefined` where there is none any more @throws what the storage says */
  read(key: RecordingKey): Promise<RecordingIndex | undefined> {
    const name = `${key.cameraId}/${key.recordingId}`;
    const reading = this.#reading.get(name) ?? this.#read(key);
    this.#reading.delete(name);
    this.#reading.set(name, reading);
    reading.then(
      (index) => index ?? this.#reading.delete(name),
      () => this.#reading.delete(name),
    );
    if (this.#reading.size > maxCount) this.#reading.delete(this.#reading.keys().next().value!);
    return reading;
  }

  forget({ cameraId, recordingId }: RecordingKey): void {
    this.#reading.delete(`${cameraId}/${recordingId}`);
  }

  async #read(key: RecordingKey): Promise<RecordingIndex | undefined> {
    const mediaBytes = await this.#storage.sizeOf(key, 'media');
    if (mediaBytes === 0) return undefined;
    return readIndex(await this.#storage.readAll(key, 'index'), mediaBytes)?.index;
  }
}
