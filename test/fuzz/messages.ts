/** What a campaign and its child process say to each other. */
export type FuzzTask = {
  surface: string;
  /** One after the other; `steps` counts what an input costs, which is slow. */
  modes: readonly ('corpus' | 'random' | 'steps')[];
  /** One after the other; `inputs` of each. */
  seeds: readonly number[];
  inputs: number;
  /** Each input is written here before it is tried, to be there when the process is not. */
  announceFile?: string;
};

export type FuzzFailure = {
  message: string;
  /** The smallest that fails; `undefined` where it is not known. */
  input: unknown;
};

export type FuzzReport =
  | { kind: 'ready' }
  /** Sent several times a second, with the batch in progress. */
  | { kind: 'alive'; done: number; batch: { seed: number; inputs: number } }
  | { kind: 'heap'; done: number; heapBytes: number }
  | { kind: 'steps'; done: number; mostSteps: number }
  | { kind: 'failed'; failure: FuzzFailure }
  | { kind: 'done'; done: number };
