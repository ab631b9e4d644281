/** Lets the browser save what lies at an address, which the gateway names and marks as a download. */
import { element } from './elements.js';

export function saveLink(url: string): void {
  element('a', { href: url, download: '' }).click();
}
