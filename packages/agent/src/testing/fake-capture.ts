/** A capture that a test plays by hand: it delivers when told, fails when told, and takes its time to stop when told. */
import type { Capture, CaptureEnd, CaptureProgress, CaptureRequest } from '../capture/capture.js';
import type { Failure } from '../errors/agent-error.js';

export class FakeCapture implements Capture {
  readonly requests: CaptureRequest[] = [];
  /** Most captures that were ever running at once. */
  maxRunning = 0;
  delivery: 'at once' | 'never' = 'at once';
  #end: ((end: CaptureEnd) => void) | undefined;
  #running = 0;

  async run(request: CaptureRequest): Promise<CaptureEnd> {
    this.requests.push(request);
    this.#running += 1;
    this.maxRunning = Math.max(this.maxRunning, this.#running);
    const ended = new Promise<CaptureEnd>((resolve) => {
      this.#end = resolve;
      request.signal.addEventListener('abort', () => setImmediate(resolve, { reason: 'stopped' }));
    });
    if (this.delivery === 'at once') request.onDelivering();
    const end = await ended;
    this.#running -= 1;
    return end;
  }

  progress(progress: CaptureProgress): void {
    this.requests.at(-1)?.onProgress(progress);
  }

  fail(failure: Failure): void {
    this.#end?.({ reason: 'failed', failure });
  }
}
