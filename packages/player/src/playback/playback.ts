/**
 * Runs the state machine: feeds it what happens and executes its effects. A lazy chunk, made by `LazyPlayback`, by which
 * the element tells it what the page and the viewer want. Sessions live in `SessionLink`, media in `Receiver`; timers here.
 */
import { PlayerError } from '../errors/player-error.js';
import type { PlayerRecording } from '../session/recording-answer.js';
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
import { PauseHold } from './pause-hold.js';
import { networkBackStallMs } from './picture-watch.js';
import { Place } from './place.js';
import { PlayTimes } from './play-times.js';
import type { PlaybackDeps } from './playback-deps.js';
import type { PlaybackFacts } from './playback-facts.js';
import type { PlayerStats } from './player-stats.js';
import { readFacts } from './read-facts.js';
import { Receiver } from './receiver.js';
import { SessionLink } from './session-link.js';
import { type SnapshotOptions, takeSnapshot } from './take-snapshot.js';
import { needsTicks, Ticker } from './ticker.js';

export class Playback {
  readonly receiver: Receiver;
  readonly place: Place;
  #deps: PlaybackDeps;
  #link: SessionLink;
  #state: PlayerState = initialState;
  /** Events that arrived while another one was being handled. */
  #queue: PlayerEvent[] = [];
  #isDispatching = false;
  #stats: PlayerStats | null = null;
  readonly #times: PlayTimes;
  #retry: Countdown;
  #hold: PauseHold;
  #ticker: Ticker;

  constructor(deps: PlaybackDeps) {
    this.#deps = deps;
    const clock = () => deps.environment.clock;
    const dispatch = (event: PlayerEvent) => this.dispatch(event);
    this.#times = new PlayTimes(clock);
    this.#retry = new Countdown(clock);
    this.#hold = new PauseHold({ clock, dispatch });
    const fail = (error: PlayerError) => dispatch({ type: 'failed', error, playedMs: this.#times.playedMs });
    this.#link = new SessionLink({
      environment: deps.environment,
      notify: deps.notify,
      dispatch,
      onFailed: fail,
    });
    this.#ticker = new Ticker({
      clock,
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
      onStalled: (error) => this.dispatch({ type: 'stalled', error, playedMs: this.#times.playedMs }),
      onEnded: () => {
        this.place.rewind();
        dispatch({ type: 'ended' });
      },
      onFailed: fail,
      onBlocked: () => this.dispatch({ type: 'blocked' }),
      onBrowserControl: (wish) => {
        if (wish === 'pause' || this.#state.name === 'paused') this.dispatch({ type: wish });
      },
      onChange: deps.onChange,
      onBetterDue: () => this.#state.name === 'playing' && this.#execute({ type: 'attach' }),
    });
    this.place = new Place({
      clock: deps.environment.clock,
      receiver: this.receiver,
      media: () => this.#link.media,
      isPaused: () => this.#state.name === 'paused',
      dispatch,
    });
  }

  get state(): PlayerState {
    return this.#state;
  }
  get session(): PlayerSession | null {
    return this.#link.session;
  }
  get recording(): PlayerRecording | null {
    return this.#link.recording;
  }
  /** The newest sample; `null` before the first. */
  get stats(): PlayerStats | null {
    return this.#stats;
  }
  /** For the next drawing. */
  get facts(): PlaybackFacts {
    const retryMs = this.#retry.leftMs || null;
    return readFacts({ times: this.#times, receiver: this.receiver, place: this.place, retryMs });
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
    this.#times.began(startedAtMs);
    for (const event of postponed) this.dispatch(event);
  }

  /** The page can be seen again, or the element was moved: the browser may have paused the video meanwhile. */
  catchUp(): void {
    if (this.#ticker.forgive()) this.#link.check();
    if (this.#state.name === 'paused' || this.receiver.transport === null) return;
    this.#follow();
    if (!this.#deps.video.paused) return;
    this.receiver.live.seek();
    void this.receiver.play();
  }

  /** The browser has found the network again: a picture that stands has lost its connection, whatever the watch says. */
  networkBack(): void {
    if (this.#state.name !== 'paused') this.receiver.watch.check(networkBackStallMs);
    this.dispatch({ type: 'network_back' });
  }

  /** @param kept the last picture of a pause that was so long that the video has been let go */
  takeSnapshot(kept: HTMLCanvasElement | null, options: SnapshotOptions): Promise<Blob> {
    return takeSnapshot(this.#deps.video, kept, options);
  }

  /** A fresh sample. */
  readStats(): PlayerStats {
    this.#stats = this.receiver.readStats(this.#times.reconnectCount);
    return this.#stats;
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
        if (this.#link.media === null) return;
        const { startAt, ...wanted } = preferences();
        this.place.begin(startAt);
        const { playerCount } = this.#link;
        void this.receiver.attach(this.#link.media, { ...wanted, startAtMs: this.place.atMs, playerCount });
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
      case 'play_on':
        this.receiver.watch.forgive();
        return this.place.playOn();
      case 'pause_video':
        this.place.pause();
        return video.pause();
    }
  }

  #openSession(): void {
    this.#times.began();
    try {
      this.#link.open(this.#deps.request());
    } catch (cause) {
      this.dispatch({ type: 'failed', error: PlayerError.from(cause, 'not_found'), playedMs: 0 });
    }
  }

  /** What follows from a new state besides its effects: the machine's slow timers, and what the page is told. */
  #entered(state: PlayerState, previous: PlayerState): void {
    const { notify, preferences, onChange } = this.#deps;
    // What is paused at a place that it keeps falls further behind.
    const isFalling = state.name === 'paused' && this.#link.session !== null && this.place.isShifted;
    if (isFalling || needsTicks(state)) this.#ticker.start();
    else this.#ticker.stop();
    this.#hold.cancel();
    if (state.name === 'paused' && this.#link.media !== null)
      this.#hold.begin({ ...preferences(), leftMs: this.place.leftMs });
    this.#times.entered(state.name, previous.name, this.receiver.watch.pictureAtMs);
    if (state.name === 'idle') {
      this.#stats = null;
      this.place.forget();
    }
    onChange();
    announceState(notify, state, previous, {
      retryDelayMs: state.retryPending ? this.#retry.leftMs : 0,
      downtimeMs: this.#times.withoutPictureMs,
    });
  }

  #follow(): void {
    this.receiver.live.follow();
    this.place.follow();
  }

  #tick(): void {
    this.receiver.watch.check();
    if (this.#state.name === 'playing') this.#follow();
    this.readStats();
    this.#deps.onChange();
  }
}
