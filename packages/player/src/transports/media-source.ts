/** The browser's constructor for appending media, if it has one: iPhones have the managed kind alone (iOS 17.1+). */
export function mediaSourceConstructor(): typeof MediaSource | undefined {
  const scope = globalThis as { MediaSource?: typeof MediaSource; ManagedMediaSource?: typeof MediaSource };
  return scope.MediaSource ?? scope.ManagedMediaSource;
}
