/** A storage in memory that anybody may have written to. */
import type { RecordingKey } from '../../../packages/gateway/src/storage/recording-key.js';
import type {
  RecordingFile,
  RecordingStorage,
} from '../../../packages/gateway/src/storage/recording-storage.js';

export type MemoryStorage = RecordingStorage & {
  put(key: RecordingKey, file: RecordingFile, bytes: Buffer): void;
};

export function createMemoryStorage(): MemoryStorage {
  const files = new Map<string, Buffer>();
  const keys = new Map<string, RecordingKey>();
  const nameOf = ({ cameraId, recordingId }: RecordingKey, file: string) =>
    `${cameraId}/${recordingId}/${file}`;
  const put: MemoryStorage['put'] = (key, file, bytes) => {
    files.set(nameOf(key, file), bytes);
    keys.set(nameOf(key, ''), key);
  };
  const find = (key: RecordingKey, file: RecordingFile): Buffer => {
    const found = files.get(nameOf(key, file));
    if (found) return found;
    throw Object.assign(new Error('there is no such file'), { code: 'ENOENT' });
  };
  return {
    put,
    open: async () => 1,
    listCameras: async () => [...new Set([...keys.values()].map(({ cameraId }) => cameraId))],
    list: async (camera) => [...keys.values()].filter(({ cameraId }) => cameraId === camera),
    async create(key, file) {
      put(key, file, Buffer.alloc(0));
      return {
        append: async (bytes) => put(key, file, Buffer.concat([find(key, file), bytes])),
        sync: async () => {},
        close: async () => {},
      };
    },
    replace: async (key, file, bytes) => put(key, file, Buffer.from(bytes)),
    readAll: async (key, file) => find(key, file),
    read: async (key, file, { at, byteLength }) => find(key, file).subarray(at, at + byteLength),
    sizeOf: async (key, file) => files.get(nameOf(key, file))?.length ?? 0,
    async remove(key) {
      for (const name of [...files.keys()]) if (name.startsWith(nameOf(key, ''))) files.delete(name);
      keys.delete(nameOf(key, ''));
    },
    freeBytes: async () => Number.MAX_SAFE_INTEGER,
    close: async () => {},
  };
}
