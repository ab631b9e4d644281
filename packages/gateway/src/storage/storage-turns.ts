/**
 * Lets a storage wait for its disk in a few calls at a time. Node waits for files in four threads, which also verify tokens
 * and resolve names: a disk that hangs must not hold them all, or live video waits for it. Further calls wait their turn;
 * how many those are is bounded by the queues of the recorders and by the requests that are let in. Used by the folder.
 */
import type { GrowingFile, RecordingStorage } from './recording-storage.js';

/** Half of Node's threads (UV_THREADPOOL_SIZE). */
const maxCallsAtOnce = 2;

/** Makes a call when it is its turn. */
export type Turn = <Result>(call: () => Promise<Result>) => Promise<Result>;

export function takeTurns(storage: RecordingStorage, turn: Turn): RecordingStorage {
  return {
    open: () => turn(() => storage.open()),
    listCameras: () => turn(() => storage.listCameras()),
    list: (cameraId) => turn(() => storage.list(cameraId)),
    create: (key, file) => turn(() => storage.create(key, file)).then((growing) => growInTurn(growing, turn)),
    replace: (key, file, bytes) => turn(() => storage.replace(key, file, bytes)),
    readAll: (key, file) => turn(() => storage.readAll(key, file)),
    read: (key, file, span) => turn(() => storage.read(key, file, span)),
    sizeOf: (key, file) => turn(() => storage.sizeOf(key, file)),
    remove: (key) => turn(() => storage.remove(key)),
    freeBytes: () => turn(() => storage.freeBytes()),
    // Whoever has a turn may hang.
    close: () => storage.close(),
  };
}

function growInTurn(growing: GrowingFile, turn: Turn): GrowingFile {
  return {
    append: (bytes) => turn(() => growing.append(bytes)),
    sync: () => turn(() => growing.sync()),
    close: () => turn(() => growing.close()),
  };
}

export function createTurns(): Turn {
  const waiting: (() => void)[] = [];
  let callCount = 0;
  return async (call) => {
    if (callCount < maxCallsAtOnce) callCount += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await call();
    } finally {
      // Handed on: nobody who comes meanwhile is before those who wait.
      const next = waiting.shift();
      if (next) next();
      else callCount -= 1;
    }
  };
}
