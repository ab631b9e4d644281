/** What is read of an HTTP request for a file of a stream, and what it is answered with; by whichever server. */
export type FileRequest = {
  /** `index.m3u8` or a name from it. */
  readonly fileName: string;
  /** What is behind the question mark. */
  readonly query: string;
  /** @param name in small letters */
  header(name: string): string | undefined;
  /** Aborted when the client has left. Costs something: for what may take long. */
  left(): AbortSignal;
};

/** Names and values in turn: an object of a dozen headers takes five times the memory and the time. */
export type HeaderList = readonly string[];

export type FileAnswer = {
  bytes: Buffer;
  /** Without those that all answers share. */
  headers: HeaderList;
};
