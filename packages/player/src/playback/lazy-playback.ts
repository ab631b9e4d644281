/**
 * Fetches all that plays when somebody wants to watch, and has the session asked for meanwhile, so that neither waits for
 * the other. Owned by the element. Until `Playback` is here, this is what there is of it: idle, starting, or failed
 * because it could not be loaded.
 */
import { PlayerError } from '../errors/player-error.js';
import { EarlyClaim } from '../session/early-claim.js';
import { initialState, type PlayerEvent, type PlayerState } from '../state/player-state.js';
import type { Playback } from './playback.js';
import type { PlaybackDeps } from './playback-deps.js';

/** How long a start may wait for the code that plays until it is said that something is wrong. */
export const loadLimitMs = 10_000;

const starting: PlayerState = { ...initialState, name: 'starting' };

const incomplete = (cause: unknown) =>
  new PlayerError('player_incomplete', 'The code that plays could not be loaded.', { cause });

export class LazyPlayback {
  readonly #deps: PlaybackDeps;
  readonly #importPlayback: () => Promise<typeof import('./playback.js')>;
  #current: Playback | null = null;
  /** Of the time before that. */
  #state: PlayerState = initialState;
  #startedAtMs = 0;
  /** Few at most, as nothing but the page and the viewer does anything yet. */
  #postponed: PlayerEvent[] = [];
  #claim: EarlyClaim | null = null;
  #cancelLimit: () => void = () => {};

  constructor(deps: PlaybackDeps, importPlayback = () => import('./playback.js')) {
    this.#deps = deps;
    this.#importPlayback = importPlayback;
  }

  /** `null` until it has been loaded. */
  get current(): Playback | null {
    return this.#current;
  }

  get state(): PlayerState {
    return this.#current?.state ?? this.#state;
  }

  /** As `Playback.dispatch`; the first start loads it. */
  dispatch(event: PlayerEvent): void {
    if (this.#current !== null) this.#current.dispatch(event);
    else if (event.type === 'stop') this.#rest(initialState);
    else if (this.#state.name === 'starting') this.#postpone(event);
    else if (event.type === 'start' || event.type === 'play') this.#begin();
  }

  /** The browser has found the network again: what could not be loaded without it is tried again. */
  networkBack(): void {
    if (this.#current !== null) this.#current.networkBack();
    else if (this.#state.name === 'failed') this.#begin();
  }

  /** @throws PlayerError `player_incomplete` when it cannot be loaded; another call tries again */
  async load(): Promise<Playback> {
    const { Playback } = await this.#importPlayback().catch((cause: unknown) => {
      throw incomplete(cause);
    });
    return this.#current ?? this.#handOver(new Playback(this.#deps));
  }

  #begin(): void {
    const { environment, request } = this.#deps;
    const { clock, sessions } = environment;
    const fail = (error: PlayerError) => {
      if (this.#state === starting) this.#rest({ ...initialState, name: 'failed', error });
    };
    this.#startedAtMs = clock.nowMs();
    this.#cancelLimit = clock.after(loadLimitMs, () => fail(incomplete('timeout')));
    try {
      const wanted = request();
      // A recording is opened by code of its own.
      if (!wanted.recording) this.#claim = new EarlyClaim(sessions, wanted);
    } catch {
      // `Playback` asks for the same and says what is wrong with it.
    }
    this.#enter(starting);
    this.load().catch(fail);
  }

  /** Where nobody wants to watch any more, no session is held; what follows from that is for `Playback`. */
  #postpone(event: PlayerEvent): void {
    const isEnd = event.type === 'pause' || event.type === 'suspend';
    if (isEnd) this.#giveClaimBack();
    // Before that, what is wanted is under way.
    if (isEnd || this.#postponed.length > 0) this.#postponed.push(event);
  }

  #handOver(playback: Playback): Playback {
    // It has come after all, and is still wanted: nobody has stopped it.
    if (this.#state.name === 'failed') {
      this.#enter(starting);
      if (document.hidden) this.#postpone({ type: 'suspend', reason: 'hidden' });
    }
    const state = this.#state;
    const early = { state, startedAtMs: this.#startedAtMs, claim: this.#claim, postponed: this.#postponed };
    this.#claim = null;
    this.#end();
    this.#current = playback;
    if (state.name === 'starting') playback.takeOver(early);
    return playback;
  }

  /** The start is over without a picture. */
  #rest(state: PlayerState): void {
    this.#end();
    this.#enter(state);
  }

  #end(): void {
    this.#cancelLimit();
    this.#postponed = [];
    this.#giveClaimBack();
  }

  #giveClaimBack(): void {
    this.#claim?.claim.leave('end');
    this.#claim = null;
  }

  #enter(state: PlayerState): void {
    const { notify, onChange } = this.#deps;
    const { name: previous } = this.#state;
    const { name, error } = state;
    if (name === previous) return;
    this.#state = state;
    onChange();
    if (error !== null) notify('error', error);
    notify('statechange', { state: name, previous, error });
  }
}
