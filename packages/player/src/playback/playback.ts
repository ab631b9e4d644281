/**
 * Runs the state machine: feeds it what happens and executes its effects. A lazy chunk, made by `LazyPlayback`, by which
 * the element tells it what the page and the viewer want. Sessions live in `SessionLink`, media in `Receiver`; timers here.
 */
import { PlayerError } from '../errors/player-error.js';
import type { PlayerSession } from '../session/session-answer.js';
import {
  initialState,
  type PlayerEffect,
  type PlayerEvent,
  type PlayerState,
} from '../state/player-state.js';
import { retryDelayMs } from '../state/retry-delay.js';
import { transition } from '../state/transition.js';
import { announceState } from './announce-state.js';
import { Countdown } from './countdown.js';
import type { EarlyStart } from './early-start.js';
import { networkBackStallMs } from './picture-watch.js';
import type { PlaybackDeps } from './playback-deps.js';
import type { PlayerStats } from './player-stats.js';
import { Receiver } from './receiver.js';
import { SessionLink } from './session-link.js';
import { Ticker } from './ticker.js';

const playingNames = new Set(['playing', 'buffering', 'paused']);

export class Playback {
  readonly receiver: Receiver;
  #deps: PlaybackDeps;
  #link: SessionLink;
  #state: PlayerState = initialState;
  /** Events that arrived while another one was being handled. */
  #queue: PlayerEvent[] = [];
  #isDispatching = false;
  #stats: PlayerStats | null = null;
  #reconnectCount = 0;
  #startedAtMs = 0;
  /** Since when pictures have come without a failure; 0: they do not. */
  #playingSinceMs = 0;
  #pictureLostAtMs = 0;
  #retry: Countdown;
  #release: Countdown;
  #ticker: Ticker;

  constructor(deps: PlaybackDeps) {
    this.#deps = deps;
    this.#retry = new Countdown(() => deps.environment.clock);
    this.#release = new Countdown(() => deps.environment.clock);
    const fail = (error: PlayerError) => this.dispatch({ type: 'failed', error, playedMs: this.#playedMs() });
    this.#link = new SessionLink({
      sessions: () => deps.environment.sessions,
      notify: deps.notify,
      dispatch: (event) => this.dispatch(event),
      onFailed: fail,
    });
    this.#ticker = new Ticker({
      clock: () => deps.environment.clock,
      onTick: () => this.#tick(),
      onWoken: (error) => this.dispatch({ type: 'woken', error }),
    });
    this.receiver = new Receiver({
      video: deps.video,
      environment: deps.environment,
      notify: deps.notify,
      onReady: () => this.dispatch({ type: 'transport_ready' }),
      onPicture: () => this.dispatch({ type: 'picture' }),
      onWaiting: () => this.dispatch({ type: 'waiting' }),
      onStalled: (error) => this.dispatch({ type: 'stalled', error, playedMs: this.#playedMs() }),
      onFailed: fail,
      onBlocked: () => this.dispatch({ type: 'blocked' }),
      onBrowserControl: (wish) => {
        if (wish === 'pause' || this.#state.name === 'paused') this.dispatch({ type: wish });
      },
      onChange: deps.onChange,
      onBetterDue: () => this.#state.name === 'playing' && this.#execute({ type: 'attach' }),
    });
  }

  get state(): PlayerState {
    return this.#state;
  }
  get session(): PlayerSession | null {
    return this.#link.session;
  }
  /** The newest sample; `null` before the first. */
  get stats(): PlayerStats | null {
    return this.#stats;
  }
  /** Seconds since the camera was asked for. */
  get elapsedSeconds(): number {
    return Math.max(0, Math.floor((this.#nowMs() - this.#startedAtMs) / 1000));
  }
  /** Seconds until the next attempt; `null` when none is scheduled. */
  get retrySeconds(): number | null {
    return this.#state.retryPending ? Math.ceil(this.#retry.leftMs / 1000) : null;
  }
  /** Seconds since the picture was new. */
  get pictureAgeSeconds(): number {
    return Math.max(0, Math.round((this.#nowMs() - this.#pictureLostAtMs) / 1000));
  }

  /** Lets something happen. Safe to call from within a handler of an event that this caused. */
  dispatch(event: PlayerEvent): void {
    this.#queue.push(event);
    if (this.#isDispatching) return;
    this.#isDispatching = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        const previous = this.#state;
        const { state, effects } = transition(previous, next);
        this.#state = state;
        for (const effect of effects) this.#execute(effect);
        if (state !== previous) this.#entered(state, previous);
      }
    } finally {
      this.#isDispatching = false;
    }
  }

  /** Goes on with a start of which the page knows already. */
  takeOver({ state, startedAtMs, claim, postponed }: EarlyStart): void {
    this.#state = state;
    this.#entered(state, state);
    if (claim !== null) this.#link.takeOver(claim);
    else if (postponed.length === 0) this.#openSession();
    this.#startedAtMs = startedAtMs;
    for (const event of postponed) this.dispatch(event);
  }

  /** Jumps to the live edge, and plays when paused. */
  seekToLive(): void {
    if (this.#state.name === 'paused') this.dispatch({ type: 'play' });
    else this.receiver.live.seek();
  }

  /** The page can be seen again, or the element was moved: the browser may have paused the video meanwhile. */
  catchUp(): void {
    if (this.#ticker.forgive()) this.#link.check();
    if (this.#state.name !== 'playing' && this.#state.name !== 'buffering') return;
    this.receiver.live.follow();
    if (!this.#deps.video.paused) return;
    this.receiver.live.seek();
    void this.receiver.play();
  }

  /** The browser has found the network again: a picture that stands has lost its connection, whatever the watch says. */
  networkBack(): void {
    this.receiver.watch.check(networkBackStallMs);
    this.dispatch({ type: 'network_back' });
  }

  /** A fresh sample. */
  readStats(): PlayerStats {
    this.#stats = this.receiver.readStats(this.#reconnectCount);
    return this.#stats;
  }

  #nowMs(): number {
    return this.#deps.environment.clock.nowMs();
  }

  #playedMs(): number {
    return this.#playingSinceMs === 0 ? 0 : this.#nowMs() - this.#playingSinceMs;
  }

  #execute(effect: PlayerEffect): void {
    const { video, preferences, onDetach } = this.#deps;
    switch (effect.type) {
      case 'open_session':
        return this.#openSession();
      case 'close_session':
        return this.#link.close(effect.reason);
      case 'attach': {
        onDetach('keep');
        const { session, playerCount } = this.#link;
        if (session !== null) void this.receiver.attach(session, preferences(), playerCount);
        return;
      }
      case 'detach':
        onDetach(effect.lastPicture);
        this.receiver.detach();
        if (effect.lastPicture === 'drop') this.receiver.reset();
        return;
      case 'schedule_retry': {
        const { random, isOnline } = this.#deps.environment;
        // Browsers are wrong about it now and then, so it is not given up; `network_back` comes at once.
        const pace = isOnline() ? effect.pace : 'calm';
        const delayMs = retryDelayMs({ ...effect, pace, random: random() });
        return this.#retry.set(delayMs, () => this.dispatch({ type: 'retry' }));
      }
      case 'cancel_retry':
        return this.#retry.cancel();
      case 'play_at_live_edge':
        this.receiver.live.seek();
        void this.receiver.play();
        return;
      case 'pause_video':
        return video.pause();
    }
  }

  #openSession(): void {
    if (this.#state.name === 'starting') this.#startedAtMs = this.#nowMs();
    try {
      this.#link.open(this.#deps.request());
    } catch (cause) {
      this.dispatch({ type: 'failed', error: PlayerError.from(cause, 'not_found'), playedMs: 0 });
    }
  }

  /** What follows from a new state besides its effects: the machine's slow timers, and what the page is told. */
  #entered(state: PlayerState, previous: PlayerState): void {
    const { notify, preferences, onChange } = this.#deps;
    this.#runTick(state);
    this.#release.cancel();
    if (state.name === 'paused' && state.hasSession) {
      this.#release.set(preferences().pauseReleaseMs, () => this.dispatch({ type: 'release' }));
    }
    if (state.name === 'playing') this.#playingSinceMs ||= this.#nowMs();
    else if (!playingNames.has(state.name)) this.#playingSinceMs = 0;
    if (previous.name === 'playing') this.#pictureLostAtMs = this.receiver.watch.pictureAtMs;
    if (state.name === 'idle') [this.#reconnectCount, this.#stats] = [0, null];
    onChange();
    if (previous.name === 'reconnecting' && state.name === 'playing') this.#reconnectCount += 1;
    announceState(notify, state, previous, {
      retryDelayMs: state.retryPending ? this.#retry.leftMs : 0,
      downtimeMs: this.#nowMs() - this.#pictureLostAtMs,
    });
  }

  /** None in a player that is idle, failed or paused. */
  #runTick({ name, retryPending }: PlayerState): void {
    if (name === 'idle' || ((name === 'failed' || name === 'paused') && !retryPending)) this.#ticker.stop();
    else this.#ticker.start();
  }

  #tick(): void {
    this.receiver.watch.check();
    if (this.#state.name === 'playing') this.receiver.live.follow();
    this.readStats();
    this.#deps.onChange();
  }
}
