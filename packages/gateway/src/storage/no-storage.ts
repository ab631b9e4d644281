/** Where no folder is set: there are no recordings, and none can be made. */
import type { RecordingStorage } from './recording-storage.js';

export function createNoStorage(): RecordingStorage {
  const refuse = async (): Promise<never> => {
    throw new Error('no folder is set for recordings; set recording.path');
  };
  return {
    open: async () => 0,
    listCameras: async () => [],
    list: async () => [],
    create: refuse,
    replace: refuse,
    readAll: refuse,
    read: refuse,
    sizeOf: async () => 0,
    remove: async () => {},
    freeBytes: async () => 0,
    close: async () => {},
  };
}
