/** Names of cameras in a token: ids, or patterns in which `*` stands for any number of characters. Pure. */

/** Linear in the length of both, whatever the pattern: it comes from outside, though signed. */
export function matchesCamera(pattern: string, cameraId: string): boolean {
  const [first = '', ...others] = pattern.split('*');
  if (others.length === 0) return pattern === cameraId;
  const last = others.pop() ?? '';
  if (first.length + last.length > cameraId.length) return false;
  if (!cameraId.startsWith(first) || !cameraId.endsWith(last)) return false;
  let from = first.length;
  const end = cameraId.length - last.length;
  for (const piece of others) {
    const at = cameraId.indexOf(piece, from);
    if (at === -1 || at + piece.length > end) return false;
    from = at + piece.length;
  }
  return true;
}
