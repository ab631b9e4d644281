/** Waits that end in a sentence instead of a hanging test. */

/** Rejects with `what` when `promise` has not settled after `deadlineMs`. */
export async function within<T>(promise: Promise<T>, deadlineMs: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${deadlineMs} ms: ${what}`)), deadlineMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Polls for a fact that nothing announces, such as a process that is gone. */
export async function until(isTrue: () => boolean, deadlineMs: number, what: string): Promise<void> {
  const deadlineAtMs = performance.now() + deadlineMs;
  while (!isTrue()) {
    if (performance.now() > deadlineAtMs) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
