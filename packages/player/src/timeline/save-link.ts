/**
 * Lets the browser save what lies at an address, which the gateway names and marks as a download. It is asked for first: across
 * origins a link cannot say that it only saves, so that a refusal would be shown in place of the viewer's page.
 */
import { element } from './elements.js';

/** Longer than a gateway needs for the first byte of a long recording. */
const answerLimitMs = 20_000;

/** @returns the answer; nothing is saved where it is not `ok` */
export async function saveLink(url: string, ask = fetch): Promise<Response> {
  const signal = AbortSignal.timeout(answerLimitMs);
  const answer = await ask(url, { method: 'HEAD', cache: 'no-store', signal });
  if (!answer.ok) return answer;
  const link = element('a', { href: url, download: '' });
  // In the document, so that whoever listens for clicks there hears of it.
  document.body.append(link);
  link.click();
  link.remove();
  return answer;
}
