/** Time as the player sees it: the one seam through which tests move it and count what is still waiting. */

export interface Clock {
  /** Milliseconds since the epoch. */
  nowMs(): number;
  /** Calls back once; the returned function cancels it, harmless afterwards. */
  after(delayMs: number, callback: () => void): () => void;
  /** Calls back again and again until cancelled by the returned function. */
  every(intervalMs: number, callback: () => void): () => void;
}

/** The browser's clock. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  every(intervalMs, callback) {
    const timer = setInterval(callback, intervalMs);
    return () => clearInterval(timer);
  },
};
