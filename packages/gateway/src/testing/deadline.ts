/** Waits of the gateway's unit tests: each has a name and a limit. */

/** The value of `promise`; fails with `what` when it takes longer than `withinMs`. */
export async function within<T>(promise: Promise<T>, what: string, withinMs = 10_000): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${withinMs} ms for ${what}`)), withinMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
