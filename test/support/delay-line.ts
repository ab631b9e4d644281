/** One way through a slow network: what goes in comes out later, in its order. Used by the lossy relay. */

export type DelayLine = {
  /** Never overtakes what was pushed before; without a delay and with nothing under way it comes out at once. */
  push(datagram: Buffer, delayMs: number): void;
  /** What is under way is lost. */
  close(): void;
};

/** About 40 s of a camera of 2 Mbit/s; what comes when so much is under way is lost, as in a full router. */
const maxUnderWay = 8192;

export function createDelayLine(deliver: (datagram: Buffer) => void): DelayLine {
  const underWay: { datagram: Buffer; dueAtMs: number }[] = [];
  let timer: NodeJS.Timeout | undefined;

  function deliverDue(): void {
    timer = undefined;
    const nowMs = performance.now();
    while (underWay[0] && underWay[0].dueAtMs <= nowMs) deliver(underWay.shift()!.datagram);
    if (underWay[0]) timer = setTimeout(deliverDue, underWay[0].dueAtMs - nowMs);
  }

  return {
    push(datagram, delayMs) {
      const nowMs = performance.now();
      const dueAtMs = Math.max(nowMs + delayMs, underWay.at(-1)?.dueAtMs ?? 0);
      if (dueAtMs <= nowMs && underWay.length === 0) {
        deliver(datagram);
        return;
      }
      if (underWay.length >= maxUnderWay) return;
      underWay.push({ datagram, dueAtMs });
      timer ??= setTimeout(deliverDue, dueAtMs - nowMs);
    },
    close() {
      clearTimeout(timer);
      underWay.length = 0;
    },
  };
}
