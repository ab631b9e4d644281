/**
 * What a capture has to find out before it can film, such as what a camera offers: asked ahead of the first run, kept
 * while it proves right, asked anew when it does not. Owned by a capture.
 */
export type KnownAnswerDeps<Answer> = {
  /** Has to end soon once `signal` aborts; never rejects. */
  ask(signal?: AbortSignal): Promise<Answer>;
  /** Whether an answer is worth keeping. */
  isGood(answer: Answer): boolean;
};

export class KnownAnswer<Answer> {
  readonly #deps: KnownAnswerDeps<Answer>;
  #known: Answer | undefined;
  #asking: Promise<Answer> | undefined;

  constructor(deps: KnownAnswerDeps<Answer>) {
    this.#deps = deps;
  }

  /** For `Capture.prepare`. */
  async prepare(): Promise<void> {
    await this.get();
  }

  /**
   * The answer, for a run that `signal` may end; then it may be a bad one. Waits for a question that is on its way: a
   * camera may answer one at a time only.
   */
  async get(signal?: AbortSignal): Promise<Answer> {
    if (this.#asking) await Promise.race([this.#asking, ...(signal ? [aborted(signal)] : [])]);
    if (this.#known !== undefined) return this.#known;
    const asking = this.#deps.ask(signal);
    this.#asking = asking;
    const answer = await asking;
    if (this.#asking === asking) this.#asking = undefined;
    if (this.#deps.isGood(answer)) this.#known = answer;
    return answer;
  }

  forget(): void {
    this.#known = undefined;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
