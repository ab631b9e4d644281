/** Moving JPEG pictures: for browsers that can do nothing better. */
import { PlayerError } from '../errors/player-error.js';
import type { TransportLoader } from './transport.js';

/** The loader of the `mjpeg` transport. */
export const mjpegLoader: TransportLoader = {
  transport: 'mjpeg',
  canPlay: () => 'captureStream' in HTMLCanvasElement.prototype && 'body' in Response.prototype,
  async attach(options) {
    const { attachMjpeg } = await import('./mjpeg-stream.js').catch((cause: unknown) => {
      throw new PlayerError('player_incomplete', 'The code that plays MJPEG could not be loaded.', { cause });
    });
    options.signal.throwIfAborted();
    return attachMjpeg(options);
  },
};
