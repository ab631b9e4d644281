/** What is wrong with the settings under `auth`, beyond the kinds of their values. Called by `parseConfig`. */
import type { Config } from './schema.js';
import { describeSecretProblem } from './token-secret.js';

/** A protection that is not in force would be taken for one. */
export function findAuthProblems({ auth, cameras }: Config): string[] {
  const { mode, secret, previousSecrets, jwks, audience, publicCameras } = auth;
  if (mode === 'none') {
    const given = { secret, previousSecrets, jwks, audience, publicCameras };
    return Object.entries(given)
      .filter(([, value]) => (Array.isArray(value) ? value.length > 0 : value !== null))
      .map(([name]) => `auth.${name}: has no effect while auth.mode is "none"; set auth.mode to "jwt"`);
  }
  const problems: string[] = [];
  if (secret === null && jwks === null) {
    problems.push(
      'auth: "jwt" needs a key: a secret in auth.secret (make one with: openssl rand -base64 48), or public keys in auth.jwks (a file or a URL)',
    );
  }
  if (secret !== null && jwks !== null)
    problems.push('auth: secret and jwks exclude each other; take one of them out');
  if (secret === null && previousSecrets.length > 0)
    problems.push('auth.previousSecrets: goes with auth.secret; keys of auth.jwks are changed in its file');
  for (const [name, value] of [
    ['secret', secret] as const,
    ...previousSecrets.map((previous, index) => [`previousSecrets.${index}`, previous] as const),
  ]) {
    const problem = value === null ? undefined : describeSecretProblem(value);
    if (problem !== undefined) problems.push(`auth.${name}: ${problem}`);
  }
  const ids = cameras.map(({ id }) => id);
  for (const id of publicCameras) {
    if (!ids.includes(id))
      problems.push(`auth.publicCameras: "${id}" is not the id of a camera in "cameras"`);
  }
  return problems;
}
