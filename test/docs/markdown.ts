/** Pieces of generated pages. */

export type Row = readonly string[];

/** A table of GitHub's Markdown. */
export function table(headings: Row, rows: readonly Row[]): string {
  const line = (cells: Row) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n');
}

/** One line, in which nothing ends the cell, and no tag is one of the page. */
const cell = (text: string) =>
  text
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll('|', '\\|')
    .replaceAll(/`[^`]*`|</g, (piece) => (piece === '<' ? '&lt;' : piece));

/** Words with code in them stay as they are. */
export const code = (text: string) => (text.includes('`') ? text : `\`${text}\``);

/** The first lines of every generated page. @param source what it is made of, from the folder of the page */
export function head(title: string, source: string): string {
  return `# ${title}\n\nWritten by \`npm run docs\` from ${source}; a test holds it to that.`;
}

/** Paragraphs, tables and headings as a page; what is empty is left out. */
export function page(...pieces: readonly string[]): string {
  return `${pieces.filter((piece) => piece !== '').join('\n\n')}\n`;
}
