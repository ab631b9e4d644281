/** Hears a transport for as long as its attachment is wanted. Called by `Receiver`. */
import type { TransportListener } from '../transports/transport.js';

export function listenWhileWanted(
  signal: AbortSignal,
  { onReady, onTracks, onAppended, onFailed }: TransportListener,
): TransportListener {
  const wanted =
    <Told extends unknown[]>(hear: (...told: Told) => void) =>
    (...told: Told): void => {
      if (!signal.aborted) hear(...told);
    };
  return {
    onReady: wanted(onReady),
    onTracks: wanted(onTracks),
    onAppended: wanted(onAppended),
    onFailed: wanted(onFailed),
  };
}
