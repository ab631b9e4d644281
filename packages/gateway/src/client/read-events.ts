/** Server-sent events (WHATWG HTML §9.2) as a gateway sends them: an `event` line, a `data` line of JSON, an empty line. */

export type GatewayEvent = { event: string; data: unknown };

/** More than any event of a gateway has; beyond it something else is talking. */
const maxEventChars = 256 * 1024;

/**
 * Yields each event until the response ends. Leaving the loop before cancels it.
 *
 * @throws SyntaxError for what is no event of a gateway; what the response breaks with
 */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<GatewayEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      if (text.length > maxEventChars) throw new SyntaxError('An event does not end.');
      for (const block of blocks) yield parseEvent(block);
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function parseEvent(block: string): GatewayEvent {
  const fields = new Map(
    block.split('\n').map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    }),
  );
  return { event: fields.get('event') ?? 'message', data: JSON.parse(fields.get('data') ?? 'null') };
}
