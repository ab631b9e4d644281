/** Whether a client has a representation already (RFC 9110 §13.1.2). Used by routes of files. */

/**
 * Weak comparison, as proxies that compress by themselves make weak tags of strong ones.
 *
 * @param entityTag strong, without a comma
 */
export function isKnownTo(ifNoneMatch: string | undefined, entityTag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const tags = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(entityTag) || tags.includes('*');
}
