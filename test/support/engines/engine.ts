/**
 * The seam between the behavioural suite and a browser: what the suite asks of an engine, whichever it is. Implemented by
 * `chromium.ts`, `firefox.ts` and `webkit.ts`; what one of them cannot do is told by `gaps.ts`.
 */
export const engineNames = ['chromium', 'firefox', 'webkit'] as const;
export type EngineName = (typeof engineNames)[number];

/** What lives in the page right after its garbage was collected; `null`: this engine does not tell. */
export type MemoryFigures = {
  /** The JavaScript heap in Chromium; what Firefox counts to the page: scripts, DOM, layout. */
  heapBytes: number | null;
  /** DOM nodes of the document and of what is detached from it, in whatever unit the engine counts them. */
  nodes: number | null;
  listenerCount: number | null;
};

/** One browser with one window and one page. Whatever it starts ends with `close()`, or with this process. */
export interface Engine {
  readonly name: EngineName;
  readonly version: string;
  /** Leaves the page for another one; resolves when that has loaded. */
  goto(url: string): Promise<void>;
  /**
   * Calls a function in the page, which sees nothing but its argument and the page. Argument and result are JSON.
   *
   * @throws what the function throws, as an `Error` of its message
   */
  evaluate<Result>(run: () => Result | Promise<Result>): Promise<Result>;
  evaluate<Result, Argument>(
    run: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result>;
  /** Presses and releases a key with the keyboard, as a person would: wherever the focus is. */
  press(key: string): Promise<void>;
  /** Clicks in the middle of the first element that matches, with the mouse. */
  click(selector: string): Promise<void>;
  /** What the window shows, as PNG. */
  screenshot(): Promise<Buffer>;
  /** Hides the page as another tab or a minimised window does; it learns of it by `visibilitychange`. */
  hide(): Promise<void>;
  show(): Promise<void>;
  collectGarbage(): Promise<MemoryFigures>;
  close(): Promise<void>;
}
