/**
 * Renews the poster of an element that nobody has started while somebody sees it: asks now and then whether the gateway has
 * another picture of the camera, which wakes nothing. A lazy chunk, loaded by `lazy-poster`.
 */
import type { ReactiveController } from 'lit';
import { InSight } from '../page/in-sight.js';
import { askForToken } from '../session/token-source.js';
import type { PosterDeps } from './lazy-poster.js';

/** Between two looks: the first while the picture changes, twice as long each time that it has not, never longer than the last. */
const pauseMs = { first: 10_000, longest: 60_000 };

/** From now on, as long as the element lives. */
export function renewPoster(deps: PosterDeps, request?: typeof fetch): void {
  deps.host.addController(new PosterRenewal(deps, request));
}

class PosterRenewal implements ReactiveController {
  #deps: PosterDeps;
  #request: typeof fetch;
  #inSight: InSight;
  /** Over when the element leaves the page. */
  #life = new AbortController();
  #picture: string | null = null;
  /** Of the picture: where it is from, and its tag. */
  #from: string | null = null;
  #entityTag: string | null = null;
  /** By the policy of the page: pictures of its own are not shown. */
  #isForbidden = false;
  #isLooking = false;
  #nextMs = pauseMs.first;
  #cancelLook = (): void => {};

  constructor(deps: PosterDeps, request: typeof fetch = (input, init) => fetch(input, init)) {
    this.#deps = deps;
    this.#request = request;
    this.#inSight = new InSight(deps.host, (isInSight) => {
      this.#cancelLook();
      if (isInSight) void this.#look();
    });
  }

  hostConnected(): void {
    this.#life = new AbortController();
    this.#inSight.start();
  }

  hostDisconnected(): void {
    this.#life.abort();
    this.#inSight.stop();
    this.#from = null;
    this.#show();
  }

  async #look(): Promise<void> {
    if (this.#isLooking || this.#isForbidden) return;
    this.#isLooking = true;
    const from = this.#deps.address();
    const isNew = from !== null && (await this.#renew(from).catch(() => false));
    this.#isLooking = false;
    this.#nextMs = isNew ? pauseMs.first : Math.min(2 * this.#nextMs, pauseMs.longest);
    if (this.#inSight.isInSight)
      this.#cancelLook = this.#deps.clock.after(this.#nextMs, () => void this.#look());
  }

  /** The browser asks with the tag of what it has, and gives that again where it is still the newest. */
  async #renew(from: string): Promise<boolean> {
    const { getToken, token } = this.#deps.host;
    const { signal } = this.#life;
    const bearer = await askForToken(getToken ?? token);
    const headers: HeadersInit = bearer ? { Authorization: `Bearer ${bearer}` } : {};
    const response = await this.#request(from, { cache: 'no-cache', headers, signal });
    const entityTag = response.headers.get('ETag');
    const isKnown = entityTag !== null && entityTag === this.#entityTag && from === this.#from;
    if (!response.ok || isKnown) return false;
    const picture = URL.createObjectURL(await response.blob());
    const image = Object.assign(new Image(), { src: picture });
    this.#isForbidden = await image.decode().then(
      () => false,
      () => true,
    );
    if (this.#isForbidden || signal.aborted) {
      URL.revokeObjectURL(picture);
      return false;
    }
    this.#from = from;
    this.#entityTag = entityTag;
    this.#show(from, picture);
    return true;
  }

  #show(from = '', picture: string | null = null): void {
    if (this.#picture !== null) URL.revokeObjectURL(this.#picture);
    this.#picture = picture;
    this.#deps.show(picture === null ? {} : { [from]: picture });
  }
}
