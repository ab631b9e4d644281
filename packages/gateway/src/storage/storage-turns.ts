/**
 * Lets a storage wait for its disk in a few calls at a time. Node waits for files in four threads, which also verify tokens
 * and resolve names: a disk that hangs must not hold them all, or live video waits for it. Further calls wait their turn,
 * those that read behind all others: what is not written in time is lost, and readers only wait. How many wait is bounded
 * by the queues of the recorders and by the requests that are let in. Used by the folder.
 */
import type { GrowingFile, RecordingStorage } from './recording-storage.js';

/** Half of Node's threads (UV_THREADPOOL_SIZE). */
const maxCallsAtOnce = 2;

export type CallKind = 'read' | 'write';

/** Makes a call when it is its turn. @param kind default: `write` */
export type Turn = <Result>(call: () => Promise<Result>, kind?: CallKind) => Promise<Result>;

export function takeTurns(storage: RecordingStorage, turn: Turn): RecordingStorage {
  return {
    open: () => turn(() => storage.open()),
    listCameras: () => turn(() => storage.listCameras(), 'read'),
    list: (cameraId) => turn(() => storage.list(cameraId), 'read'),
    create: (key, file) => turn(() => storage.create(key, file)).then((growing) => growInTurn(growing, turn)),
    replace: (key, file, bytes) => turn(() => storage.replace(key, file, bytes)),
    readAll: (key, file) => turn(() => storage.readAll(key, file), 'read'),
    read: (key, file, span) => turn(() => storage.read(key, file, span), 'read'),
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
  const waiting: Record<CallKind, (() => void)[]> = { write: [], read: [] };
  let callCount = 0;
  return async (call, kind = 'write') => {
    if (callCount < maxCallsAtOnce) callCount += 1;
    else await new Promise<void>((resolve) => waiting[kind].push(resolve));
    try {
      return await call();
    } finally {
      // Handed on: nobody who comes meanwhile is before those who wait.
      const next = waiting.write.shift() ?? waiting.read.shift();
      if (next) next();
      else callCount -= 1;
    }
  };
}
