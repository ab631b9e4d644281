/** Cuts secrets out of text that is about to be seen: passphrases of runs, passwords in URLs, grants in paths, tokens. */

const secrets: ReadonlyArray<readonly [RegExp, string]> = [
  [/(passphrase=)[^&\s"']+/g, '$1…'],
  [/(:\/\/[^:/\s@]+:)[^@/\s]+(@)/g, '$1…$2'],
  [/(\/live\/)[A-Za-z0-9_-]{16,}/g, '$1…'],
  [/(\/sessions\/)[A-Za-z0-9_-]{16,}/g, '$1…'],
  [/(\bBearer\s+)[\w.~+/=-]+/gi, '$1…'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '…'],
];

export function redactSecrets(text: string): string {
  return secrets.reduce((clean, [pattern, replacement]) => clean.replaceAll(pattern, replacement), text);
}
