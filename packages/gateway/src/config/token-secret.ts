/** What a secret that tokens are signed with has to be like (RFC 7518 §3.2). Used for settings and by the SDK. */

const minSecretBytes = 32;

/** @returns the end of a sentence that names the secret, or `undefined` for one that will do */
export function describeSecretProblem(secret: string): string | undefined {
  const byteCount = Buffer.byteLength(secret);
  if (byteCount >= minSecretBytes) return undefined;
  return `has ${byteCount} bytes and needs at least ${minSecretBytes}; make one with: openssl rand -base64 48`;
}
