/** Lets the browser save what lies at an address, which the gateway names and marks as a download. */
import { element } from './elements.js';

export function saveLink(url: string): void {
  const link = element('a', { href: url, download: '' });
  // In the document, so that whoever listens for clicks there hears of it.
  document.body.append(link);
  link.click();
  link.remove();
}
