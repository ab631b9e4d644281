/** How the bytes of a capture reach, or miss, the ingest they were sent to, and what either end notices of the other. */
import type { VirtualTime } from './virtual-time.js';

export type MediaEnds = {
  onFirstBytes(runId: string): void;
  onHangUp(runId: string): void;
  onSilence(runId: string): void;
};

const silenceTimeoutMs = 3000;
const srtConnectTimeoutMs = 3000;
const srtPeerIdleMs = 5000;

/**
 * `srt` notices at both ends when the other is missing or gone; over `udp` a capture sends whether somebody listens or
 * not, and an ingest knows of silence only.
 */
export class MediaPath {
  readonly #time: VirtualTime;
  readonly #protocol: 'srt' | 'udp';
  #ends: MediaEnds | undefined;
  #openRunId: string | undefined;
  #sendingRunId: string | undefined;

  constructor(time: VirtualTime, protocol: 'srt' | 'udp') {
    this.#time = time;
    this.#protocol = protocol;
  }

  attach(ends: MediaEnds): void {
    this.#ends = ends;
  }

  get openRunId(): string | undefined {
    return this.#openRunId;
  }

  open(runId: string): void {
    if (this.#openRunId !== undefined)
      throw new Error(`ingest ${this.#openRunId} is open while ${runId} opens`);
    this.#openRunId = runId;
  }

  close(runId: string): void {
    if (this.#openRunId === runId) this.#openRunId = undefined;
  }

  /** A capture sends its first bytes. The result tells after which time it fails by itself, if ever. */
  connect(runId: string): { connected: boolean; failsAfterMs: number | undefined } {
    const isOpen = this.#openRunId === runId;
    if (!isOpen && this.#protocol === 'srt') return { connected: false, failsAfterMs: srtConnectTimeoutMs };
    this.#sendingRunId = runId;
    if (isOpen) this.#ends?.onFirstBytes(runId);
    return { connected: true, failsAfterMs: undefined };
  }

  /** Whether a sender would notice by now that nobody receives. */
  senderLosesPeer(runId: string): number | undefined {
    return this.#protocol === 'srt' && this.#openRunId !== runId ? srtPeerIdleMs : undefined;
  }

  disconnect(runId: string): void {
    if (this.#sendingRunId !== runId) return;
    this.#sendingRunId = undefined;
    if (this.#protocol === 'srt') {
      this.#time.after(10, () => this.#ends?.onHangUp(runId));
      return;
    }
    this.#time.after(silenceTimeoutMs, () => {
      if (this.#sendingRunId !== runId) this.#ends?.onSilence(runId);
    });
  }
}
