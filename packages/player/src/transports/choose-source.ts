/** Decides which of a session's sources can be played: pure, called by `Receiver` before each attachment. */
import type { Source } from '@rpi-live-camera/protocol';
import { PlayerError } from '../errors/player-error.js';
import type { TransportLoader } from './transport.js';

export type ChosenSource = { source: Source; loader: TransportLoader };

/**
 * The sources that the page wants, the gateway offers and the browser can play, the best first.
 *
 * @param wanted `auto` or empty: the gateway's order; else transports in order of preference, separated by spaces.
 *   Words that are unknown or not offered are skipped.
 * @throws PlayerError `no_transport` when nothing is left, `not_supported` when the browser can play none of it
 */
export function playableSources(
  wanted: string,
  sources: readonly Source[],
  loaders: readonly TransportLoader[],
): readonly [ChosenSource, ...ChosenSource[]] {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const isAuto = words.length === 0 || words.includes('auto');
  const ordered = isAuto
    ? sources
    : words.flatMap((word) => sources.filter(({ transport }) => transport === word));
  const known = ordered.flatMap((source) => {
    const loader = loaders.find(({ transport }) => transport === source.transport);
    return loader === undefined ? [] : [{ source, loader }];
  });
  if (known.length === 0) {
    throw new PlayerError(
      'no_transport',
      `Of "${wanted || 'auto'}" the gateway and this player share no transport.`,
      {
        details: { wanted, offered: sources.map(({ transport }) => transport) },
      },
    );
  }
  const [best, ...others] = known.filter(({ source, loader }) => loader.canPlay(source));
  if (best === undefined) {
    throw new PlayerError('not_supported', 'This browser can play none of the offered sources.', {
      details: { offered: known.map(({ source }) => source.type ?? source.transport) },
    });
  }
  return [best, ...others];
}
