/**
 * A hold on a session for a player whose code is still on its way: what it would be told waits for it. Made by
 * `LazyPlayback`, taken over by `SessionLink`. Bounded by what a gateway says of one start.
 */
import type { SessionRequest } from './gateway-request.js';
import type { SessionClaim, SessionHolder } from './shared-session.js';
import type { SharedSessions } from './shared-sessions.js';

export class EarlyClaim {
  readonly request: SessionRequest;
  readonly claim: SessionClaim;
  #holder: SessionHolder | null = null;
  #waiting: ((holder: SessionHolder) => void)[] = [];

  constructor(sessions: SharedSessions, request: SessionRequest) {
    this.request = request;
    this.claim = sessions.join(request, {
      onProgress: (phase) => this.#tell((holder) => holder.onProgress(phase)),
      onViewerAsked: () => this.#tell((holder) => holder.onViewerAsked()),
      onOpened: (session) => this.#tell((holder) => holder.onOpened(session)),
      onOpenFailed: (error) => this.#tell((holder) => holder.onOpenFailed(error)),
      onRenewed: (session, previous) => this.#tell((holder) => holder.onRenewed(session, previous)),
      onGone: (error) => this.#tell((holder) => holder.onGone(error)),
    });
  }

  /** From now on `holder` is told, to begin with what it has missed. */
  handOver(holder: SessionHolder): void {
    this.#holder = holder;
    for (const say of this.#waiting.splice(0)) say(holder);
  }

  #tell(say: (holder: SessionHolder) => void): void {
    if (this.#holder === null) this.#waiting.push(say);
    else say(this.#holder);
  }
}
