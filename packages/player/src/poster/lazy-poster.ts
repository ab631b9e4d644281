/** Loads what renews the poster of an element that nobody has started, a while after it was shown: many are started or gone before. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
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

/** From now on, until it is loaded: when the poster has been shown for a while, at once where the gateway wants a token. */
export function renewPosterLater(deps: PosterDeps): void {
  const { host, clock, address } = deps;
  let cancel: (() => void) | null = null;
  const rest = () => {
    cancel?.();
    cancel = null;
  };
  const load = () => {
    rest();
    host.removeController(controller);
    import('./poster-renewal.js').then(
      ({ renewPoster }) => renewPoster(deps),
      () => {},
    );
  };
  const look = () => {
    if (address() === null) rest();
    // An image cannot send it.
    else if (host.getToken || host.token) load();
    else cancel ??= clock.after(shownForMs, load);
  };
  const controller: ReactiveController = {
    hostConnected: look,
    hostUpdated: look,
    hostDisconnected: look,
  };
  host.addController(controller);
}
