/** Fragmented MP4 in one endless response, a fragment a picture: the shortest way into a `<video>`. */
import { PlayerError } from '../errors/player-error.js';
import { mediaSourceConstructor } from './media-source.js';
import type { TransportLoader } from './transport.js';

/** The loader of the `fmp4` transport. */
export const fmp4Loader: TransportLoader = {
  transport: 'fmp4',
  canPlay: ({ type }) =>
    type !== undefined &&
    mediaSourceConstructor()?.isTypeSupported(type) === true &&
    'body' in Response.prototype,
  async attach(options) {
    const { attachFmp4 } = await import('./fmp4-stream.js').catch((cause: unknown) => {
      throw new PlayerError('player_incomplete', 'The code that plays MP4 could not be loaded.', { cause });
    });
    options.signal.throwIfAborted();
    return attachFmp4(options);
  },
};
