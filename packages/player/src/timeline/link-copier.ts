/** Copies a link to the moment on the screen, unless the page has another use for it. Owned by `Timeline`. */
import type { LinkShared } from '../events.js';
import type { PlayerSurface } from '../player-surface.js';
import type { TimelineWords } from '../texts/timeline-texts.js';
import { shareLink } from './share-link.js';

export type LinkCopierDeps = { host: PlayerSurface; say: (text: string) => void };

export class LinkCopier {
  readonly #deps: LinkCopierDeps;

  constructor(deps: LinkCopierDeps) {
    this.#deps = deps;
  }

  async copy({ linkCopied, linkFailed }: TimelineWords): Promise<void> {
    const { host, say } = this.#deps;
    const date = host.currentDate ?? new Date();
    const recording = host.recorded?.id ?? null;
    const url = shareLink(location.href, { camera: host.camera, recording, date });
    const detail: LinkShared = { url, date, recording };
    if (!host.dispatchEvent(new CustomEvent('linkshare', { detail, cancelable: true }))) return;
    try {
      await navigator.clipboard.writeText(url);
      say(linkCopied);
    } catch {
      say(linkFailed);
    }
  }
}
