/** Which of the codings that a file is kept in a client gets (RFC 9110 §12.5.3). Used by the player's routes. */

/** The first is taken where a client likes both as much. */
export const contentCodings = ['br', 'gzip'] as const;
export type ContentCoding = (typeof contentCodings)[number];

const entryPattern = /^\s*([\w*-]+)\s*(?:;\s*q\s*=\s*([\d.]+)\s*)?$/i;

/**
 * The coding that the client likes best among those that are there. `identity` is the file as it is: for clients that
 * prefer it or do not say, and for those that want something else, as there is nothing else to send.
 */
export function chooseCoding(
  acceptEncoding: string | undefined,
  available: readonly ContentCoding[],
): ContentCoding | 'identity' {
  const weights = readWeights(acceptEncoding ?? '');
  const weightOf = (coding: string): number => weights.get(coding) ?? weights.get('*') ?? 0;
  let best: ContentCoding | 'identity' = 'identity';
  for (const coding of contentCodings.filter((one) => available.includes(one))) {
    const weight = weightOf(coding);
    const isBetter = best === 'identity' ? weight >= weightOf(best) : weight > weightOf(best);
    if (weight > 0 && isBetter) best = coding;
  }
  return best;
}

/** What cannot be read is passed over. */
function readWeights(acceptEncoding: string): Map<string, number> {
  const weights = new Map<string, number>();
  for (const entry of acceptEncoding.split(',')) {
    const [, name = '', weight = '1'] = entryPattern.exec(entry) ?? [];
    // RFC 9110 §8.4.1.3: an old name of the same coding.
    if (name !== '') weights.set(name.toLowerCase().replace(/^x-gzip$/, 'gzip'), Number(weight) || 0);
  }
  return weights;
}
