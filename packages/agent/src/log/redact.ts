/** Takes secrets out of text before it reaches a log, a status or a reply. Called wherever a URL or ffmpeg's words leave. */

const secretParameter = /((?:passphrase|password|secret|token)=)[^&\s'"]+/gi;
/** Up to the last `@`, since people do not encode those in their passwords. */
const userPassword = /(\/\/[^/:@\s]*:)[^/\s]+@/g;

/** Replaces the values of secret query parameters and the password before the `@` of a URL, anywhere in `text`. */
export function redact(text: string): string {
  return text.replaceAll(secretParameter, '$1***').replaceAll(userPassword, '$1***@');
}

/** Scheme, host and port of a URL, for sentences: what it holds else may be secret. */
export function placeOf(url: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}
