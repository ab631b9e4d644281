/**
 * Keeps the log small whatever cameras and clients do: warnings that say the same again are counted and said once a minute,
 * and no more than so many lines of a level are written in a second, whatever they say. Around the logger of a gateway.
 */
import type { Logger } from './logger.js';

export type QuietLogger = Logger & {
  /** Says what has been counted, and stops its timer. Lines are still written afterwards. */
  close(): void;
};

export type QuietLoggerDeps = {
  logger: Logger;
  /** On a monotonic clock. @default performance.now */
  now?(): number;
};

/** So many of the same warning are written in a minute; further ones are counted. */
const maxRepeats = 10;
const repeatsMs = 60_000;
/** Different warnings watched at a time; beyond it all of them begin anew. */
const maxKeys = 1000;
/** Lines of a level in a second; further ones are left out, and their number is said with the first line afterwards. */
const maxLinesPerSecond = 200;

type Level = keyof Logger;
type LineCount = { secondAtMs: number; lineCount: number; leftOutCount: number };
type Repeats = { level: 'warn' | 'error'; facts: Record<string, unknown>; message: string; count: number };

/** Facts that tell one trouble from another. Others, as the id of a request or a port, differ each time. */
const tellingFacts = ['cameraId', 'code', 'route', 'problem', 'error'] as const;

const noLines = (): LineCount => ({ secondAtMs: Number.NEGATIVE_INFINITY, lineCount: 0, leftOutCount: 0 });

export function createQuietLogger({ logger, now = () => performance.now() }: QuietLoggerDeps): QuietLogger {
  const repeats = new Map<string, Repeats>();
  let timer: NodeJS.Timeout | undefined;
  // Each level for itself: those that nobody writes down, as debug mostly, must not use up what others may.
  const lines: Record<Level, LineCount> = {
    error: noLines(),
    warn: noLines(),
    info: noLines(),
    debug: noLines(),
  };

  function write(level: Level, facts: Record<string, unknown>, message: string): void {
    const count = lines[level];
    const nowMs = now();
    if (nowMs - count.secondAtMs >= 1000) {
      const { leftOutCount } = count;
      if (leftOutCount > 0)
        logger[level]({ leftOutCount }, 'lines were left out of the log: too many in a second');
      Object.assign(count, noLines(), { secondAtMs: nowMs });
    }
    count.lineCount += 1;
    if (count.lineCount > maxLinesPerSecond) count.leftOutCount += 1;
    else logger[level](facts, message);
  }

  /** Says how often each was repeated, and begins to count anew. */
  function sum(): void {
    clearTimeout(timer);
    timer = undefined;
    const counted = [...repeats.values()];
    repeats.clear();
    for (const { level, facts, message, count } of counted) {
      const moreCount = count - maxRepeats;
      if (moreCount > 0) write(level, { ...facts, moreCount }, `${message} (${moreCount} more like this)`);
    }
  }

  function unlessRepeated(level: 'warn' | 'error', facts: Record<string, unknown>, message: string): void {
    const told = Object.fromEntries(
      tellingFacts.flatMap((name) => (name in facts ? [[name, facts[name]]] : [])),
    );
    const key = `${level} ${message} ${Object.values(told).join(' ')}`;
    const known = repeats.get(key);
    if (!known && repeats.size >= maxKeys) sum();
    const entry = known ?? { level, facts: told, message, count: 0 };
    entry.count += 1;
    repeats.set(key, entry);
    timer ??= setTimeout(sum, repeatsMs).unref();
    if (entry.count <= maxRepeats) write(level, facts, message);
  }

  return {
    error: (facts, message) => unlessRepeated('error', facts, message),
    warn: (facts, message) => unlessRepeated('warn', facts, message),
    info: (facts, message) => write('info', facts, message),
    debug: (facts, message) => write('debug', facts, message),
    close: sum,
  };
}
