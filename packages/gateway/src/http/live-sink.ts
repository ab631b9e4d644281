/**
 * Where the bytes of an endless answer go: a connection of Node's server, a WebSocket, or a web stream. Written to by the
 * live pump, which gives it nothing while it is full.
 */

/** Made once and shared by all viewers: nobody may change it. */
export type LiveBytes = Uint8Array<ArrayBuffer>;

export type LiveSinkEvents = {
  /** It takes bytes: for the first time, or again after `write` said that it is full. */
  onDrained(): void;
  /** Its reader has left, or has everything up to the end. At least once, perhaps more often. */
  onClosed(): void;
};

export interface LiveSink {
  /** Begins; called once, before all else. The events may come at once. */
  attach(events: LiveSinkEvents): void;
  /**
   * Sends the pieces, which belong together, without copying them.
   *
   * @returns whether it takes more; if not, `onDrained` says when it does
   */
  write(pieces: readonly LiveBytes[]): boolean;
  /**
   * Ends the answer behind what has been written.
   *
   * @param reason why, where the media has not come to its end by itself
   */
  end(reason: unknown): void;
  /** Ends the connection of a reader that is stuck, which would keep it for good. */
  cut(): void;
}
