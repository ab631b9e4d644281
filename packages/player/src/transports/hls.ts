/**
 * HLS: hls.js wherever there is MediaSource or ManagedMediaSource, else the browser's own player. `canPlayType` decides
 * nothing as long as MediaSource is there: Chrome says `maybe` since 147 (https://github.com/video-dev/hls.js/issues/7827).
 */
import { playlistMediaType } from '@rpi-live-camera/protocol/http';
import { PlayerError } from '../errors/player-error.js';
import { mediaSourceConstructor } from './media-source.js';
import type { AttachedTransport, AttachOptions, TransportLoader } from './transport.js';

/** What every camera here sends at least: H.264 Constrained Baseline. Tested because plain Chromium builds lack it. */
const probeType = 'video/mp4; codecs="avc1.42c01e"';

async function loadPlayer(): Promise<(options: AttachOptions) => AttachedTransport> {
  try {
    if (mediaSourceConstructor() === undefined) return (await import('./native-hls.js')).attachNativeHls;
    return (await import('./hls-js.js')).attachHls;
  } catch (cause) {
    throw new PlayerError('player_incomplete', 'The code that plays HLS could not be loaded.', { cause });
  }
}

/** The loader of the `hls` transport. */
export const hlsLoader: TransportLoader = {
  transport: 'hls',
  canPlay() {
    const mediaSource = mediaSourceConstructor();
    if (mediaSource !== undefined) return mediaSource.isTypeSupported(probeType);
    return (
      typeof document !== 'undefined' && document.createElement('video').canPlayType(playlistMediaType) !== ''
    );
  },
  async attach(options) {
    const attach = await loadPlayer();
    options.signal.throwIfAborted();
    return attach(options);
  },
};
