/** Tells viewers the ICE servers of the settings, as WHEP does: a `Link` each (draft-ietf-wish-whep §4.6, RFC 8288). */

/** @param server as RTCIceServer: `{ urls, username, credential }`; anything else in it is passed over */
export function iceServerLinks({ urls, username, credential }: Record<string, unknown>): string[] {
  const list = (Array.isArray(urls) ? urls : [urls]).filter((url): url is string => typeof url === 'string');
  const secret =
    typeof username === 'string' && typeof credential === 'string'
      ? `; username=${quoted(username)}; credential=${quoted(credential)}; credential-type="password"`
      : '';
  return list.map((url) => `<${url.replaceAll('>', '%3E')}>; rel="ice-server"${secret}`);
}

/** RFC 9110 §5.6.4; control characters have no place in a header. */
function quoted(text: string): string {
  return `"${text.replaceAll(/\p{Cc}/gu, '').replaceAll(/["\\]/g, '\\$&')}"`;
}
