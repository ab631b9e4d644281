/** Loads what renews the poster of an element that nobody has started, a while after it was shown: many are started before. */
import type { ReactiveControllerHost } from 'lit';
import type { Clock } from '../clock/clock.js';

/** The newer picture by the address that it is from, as the page may show another camera or a poster of its own by now. */
export type NewerPosters = { readonly [address: string]: string };

export type PosterDeps = {
  host: ReactiveControllerHost &
    Element & { readonly token: string; readonly getToken: (() => string | Promise<string>) | null };
  clock: Clock;
  /** Of the gateway's snapshot; `null` while that is not what is shown. */
  address: () => string | null;
  /** A picture that is newer than that, if there is one. */
  show: (pictures: NewerPosters) => void;
};

const shownForMs = 10_000;

/** To be called once, when the poster is shown first. */
export function renewPosterLater(deps: PosterDeps): void {
  if (deps.address() === null) return;
  deps.clock.after(shownForMs, () =>
    import('./poster-renewal.js').then(
      ({ renewPoster }) => renewPoster(deps),
      () => {},
    ),
  );
}
