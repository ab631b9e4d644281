/** Whether HTML in the docs is well-formed: what a browser forgives, a reader copies. Called by the test of the code blocks. */

const voidTags = new Set([
  'area',
  'base',
  'br',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'source',
  'track',
  'wbr',
]);
/** Comments; the whole of scripts and styles; tags with their attributes; any other `<`. */
const pieces =
  /<!--[\s\S]*?-->|<!doctype html>|<(script|style)(\s[^>]*)?>[\s\S]*?<\/\1>|<(\/?)([a-z][\w-]*)((?:\s+[\w:@.-]+(?:="[^"]*"|='[^']*')?)*)\s*(\/?)>|</gi;

/** @throws naming the first tag that is left open, closed without having been opened, or cannot be read */
export function checkHtml(html: string): void {
  const open: string[] = [];
  for (const { 0: piece, 1: raw, 3: slash, 4: name = '', index } of html.matchAll(pieces)) {
    if (raw !== undefined || piece.startsWith('<!')) continue;
    if (name === '') throw new Error(`cannot be read: ${html.slice(index, index + 40)}`);
    if (slash === '/') {
      const expected = open.pop();
      if (expected !== name) throw new Error(`has </${name}> where </${expected ?? '(nothing)'}> belongs`);
    } else if (!voidTags.has(name)) open.push(name);
  }
  // A page may leave the ends of these to the browser.
  const left = open.filter((name) => !['html', 'head', 'body', 'p', 'li'].includes(name));
  if (left.length > 0) throw new Error(`leaves <${left.join('>, <')}> open`);
}
