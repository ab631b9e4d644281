/**
 * Cuts secrets out of text that is about to be seen, by their shape: passphrases of runs, passwords in URLs, grants and
 * session ids in paths, tokens.
 */

const secrets: ReadonlyArray<readonly [RegExp, string]> = [
  [/(passphrase=)[^&\s"']+/gi, '$1…'],
  [/(:\/\/[^:/\s@]*:)[^@/\s]+(@)/g, '$1…$2'],
  [/(\/live\/)[A-Za-z0-9_-]{16,}/g, '$1…'],
  // The names of recordings themselves, which begin with a date, are none.
  [/(\/recordings\/)(?!\d{8}T\d{6}Z-)[A-Za-z0-9_-]{16,}/g, '$1…'],
  [/(\/sessions\/)[A-Za-z0-9_-]{16,}/g, '$1…'],
  [/(\bBearer\s+)[^\s"',;]+/gi, '$1…'],
  // Three parts of base64url, the first of which is a JSON object: a token (RFC 7515 §7.1), wherever it stands.
  [/\beyJ[\w-]*\.[\w-]+\.[\w-]*/g, '…'],
  // As in queries and in JSON; a sentence may have the word and a colon, too.
  [/(\b(?:password|secret|token|access_token)(?:=|"\s*:\s*"))[^\s"'&,;}]+/gi, '$1…'],
  // ICE passwords (RFC 8839 §5.4).
  [/(a=ice-pwd:)\S+/g, '$1…'],
];

export function redactSecrets(text: string): string {
  return secrets.reduce((clean, [pattern, replacement]) => clean.replaceAll(pattern, replacement), text);
}
