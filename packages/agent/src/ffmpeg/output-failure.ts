/** Why nothing could be pushed, from what ffmpeg said about its output. Pure. */
import type { Failure } from '../errors/agent-error.js';

/** Lines about the output: SRT and UDP are spoken with the gateway alone. */
const unknownName = /^\[(?:srt|udp) @ [^\]]*\] (?:Failed to resolve hostname |getaddrinfo\()([^:,]+)/;

/** Null when the lines tell nothing that is known. */
export function explainOutput(stderrLines: readonly string[]): Failure | null {
  for (const line of stderrLines) {
    const name = unknownName.exec(line)?.[1];
    if (name !== undefined) return { code: 'capture_failed', message: messageFor(name) };
  }
  return null;
}

const messageFor = (name: string) =>
  `The camera cannot find "${name}", where the gateway awaits its pictures. Set ingest.publicHost of the gateway to a name or an address that cameras reach.`;
