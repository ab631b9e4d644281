/**
 * Reads server-sent events from a fetch response (WHATWG HTML §9.2.6), as far as the gateway uses them: `event` and
 * `data` fields, comments, any line ending. `EventSource` is no choice: it can neither POST nor send a token.
 */
import { brokenOff } from './answer-body.js';

export type ServerSentEvent = { event: string; data: string };

/** More than any answer of a gateway needs; a longer line means that something else is talking. */
const maxBufferedChars = 256 * 1024;

/**
 * Yields each event as it arrives, until the stream ends. Leaving the loop cancels the stream, as `leave` does at any time.
 *
 * @throws RangeError when a line grows past 256 Ki characters, PlayerError `gateway_unreachable` when the stream breaks
 */
export async function* readEventStream(
  body: ReadableStream<Uint8Array>,
  leave?: AbortSignal,
): AsyncGenerator<ServerSentEvent> {
  const reader = body.getReader();
  leave?.addEventListener('abort', () => reader.cancel().catch(() => {}));
  const decoder = new TextDecoder();
  let buffered = '';
  let event = '';
  let data: string[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(brokenOff);
      buffered += done ? decoder.decode() : decoder.decode(value, { stream: true });
      if (buffered.length > maxBufferedChars) throw new RangeError('An event of the gateway is too long.');
      // A CR at the very end may be half of a CRLF: it waits for the next bytes.
      const lines = buffered.split(/\r\n|\n|\r(?!$)/);
      buffered = lines.pop() ?? '';
      for (const line of lines) {
        if (line === '') {
          if (data.length > 0) yield { event: event || 'message', data: data.join('\n') };
          event = '';
          data = [];
          continue;
        }
        const { field, value: text } = parseField(line);
        if (field === 'event') event = text;
        else if (field === 'data') data.push(text);
      }
      if (done) return;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function parseField(line: string): { field: string; value: string } {
  const colon = line.indexOf(':');
  if (colon < 0) return { field: line, value: '' };
  const value = line.slice(colon + 1);
  return { field: line.slice(0, colon), value: value.startsWith(' ') ? value.slice(1) : value };
}
