/**
 * The waits of the tests. Every wait has a name and a deadline, so that a test which hangs says for what it waited.
 * Called by the tests and by everything else in this folder.
 */
import { setTimeout as delay } from 'node:timers/promises';

export class DeadlineError extends Error {
  constructor(what: string, withinMs: number, lastSeen?: unknown) {
    const seen = lastSeen === undefined ? '' : `; last seen: ${describe(lastSeen)}`;
    super(`waited ${withinMs} ms for ${what}${seen}`);
    this.name = 'DeadlineError';
  }
}

function describe(value: unknown): string {
  if (value instanceof Error) return value.message;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export type DeadlineOptions = {
  /** What is being waited for, as the end of the sentence "waited 5000 ms for …". */
  what: string;
  withinMs: number;
};

/** The value of `promise`, or a `DeadlineError` when it takes longer. */
export async function within<T>(promise: Promise<T>, { what, withinMs }: DeadlineOptions): Promise<T> {
  const given = new AbortController();
  const late = delay(withinMs, undefined, { signal: given.signal }).then(() => {
    throw new DeadlineError(what, withinMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    given.abort();
    late.catch(() => {});
  }
}

export type PollOptions = DeadlineOptions & {
  /** Pause between two looks. @default 50 */
  everyMs?: number;
};

/**
 * Asks again and again until `probe` answers something else than `undefined` or `false`. For states that announce
 * themselves by no event, such as the processes of the machine; a probe that throws counts as "not yet".
 */
export async function until<T>(
  probe: () => T | Promise<T>,
  { what, withinMs, everyMs = 50 }: PollOptions,
): Promise<Exclude<T, undefined | false>> {
  const deadlineAtMs = performance.now() + withinMs;
  let lastSeen: unknown;
  for (;;) {
    try {
      const value = await probe();
      if (value !== undefined && value !== false) return value as Exclude<T, undefined | false>;
      lastSeen = value;
    } catch (error) {
      lastSeen = error;
    }
    if (performance.now() >= deadlineAtMs) throw new DeadlineError(what, withinMs, lastSeen);
    await delay(everyMs);
  }
}
