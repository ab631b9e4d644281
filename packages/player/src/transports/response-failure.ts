/** What a refused or broken media response means for the player. Part of the lazy chunks that fetch media themselves. */
import type { TransportFailure } from './transport.js';

/**
 * Whether a refusal of media means that another session is needed: the gateway no longer knows the grant in the path, or
 * something before it wants to see a newer token (401), which a page gives for each session.
 */
const endsSession = (status: number): boolean => status === 401 || status === 404 || status === 410;

/** An answer that is no media. */
export class RefusedResponse extends Error {
  readonly failure: TransportFailure;

  constructor(status: number) {
    const isGone = endsSession(status);
    const message = isGone ? 'The gateway no longer knows the session.' : `The gateway answered ${status}.`;
    super(message);
    this.failure = { code: isGone ? 'session_gone' : 'stream_stalled', message, details: { status } };
  }
}

/** Endless media, and what it is. */
export type OpenedMedia = { reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>; type: string };

/**
 * Asks for an endless response and gives its body to read.
 *
 * @param headers of the request; none that would cost a preflight
 * @throws RefusedResponse; what `fetch` throws
 */
export async function openResponse(
  url: string,
  signal: AbortSignal,
  headers: Record<string, string> = {},
): Promise<OpenedMedia> {
  const response = await fetch(url, { signal, cache: 'no-store', headers });
  if (!response.ok || response.body === null) throw new RefusedResponse(response.status);
  return { reader: response.body.getReader(), type: response.headers.get('Content-Type') ?? '' };
}

/** @param cause what reading threw; a RangeError says that the bytes are not what they should be */
export function explainFailure(cause: unknown): TransportFailure {
  if (cause instanceof RefusedResponse) return cause.failure;
  if (cause instanceof RangeError) return { code: 'media_failed', message: cause.message, cause };
  return { code: 'gateway_unreachable', message: 'The connection to the gateway broke.', cause };
}
