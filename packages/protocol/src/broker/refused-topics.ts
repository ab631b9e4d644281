/**
 * Notices which publish or subscription a broker answers by ending the connection, as AWS IoT Core does without a word
 * for whatever its policy forbids, and holds it back, so that the rest goes on. Pure; `BrokerWatch` asks it.
 */

/** Such as `publish cameras/door/event`. */
export type TopicAction = `${'publish' | 'subscribe'} ${string}`;

type Suspicion = { closeCount: number; heldUntilMs: number; holdMs: number };

/** A broker that forbids something says so at once; what ends a connection later has other reasons. */
const reactionMs = 3000;
/** One close can be chance; as many in a row after the same action are not. */
const closesThatProve = 3;
/** How long an action is held back at first; doubled each time it ends a connection again. */
const firstHoldMs = 60_000;
const lastHoldMs = 900_000;

export class RefusedTopics {
  /** In the order in which they were sent, on the connection in progress. */
  readonly #pending = new Map<TopicAction, number>();
  /** One entry a topic at most, and a gateway has three a camera. */
  readonly #suspicions = new Map<TopicAction, Suspicion>();

  /** The action was sent and waits for the broker's acknowledgement. */
  began(action: TopicAction, nowMs: number): void {
    this.#pending.delete(action);
    this.#pending.set(action, nowMs);
  }

  /** @returns whether the action had been held back and is allowed again */
  acknowledged(action: TopicAction): boolean {
    this.#pending.delete(action);
    const wasHeld = (this.#suspicions.get(action)?.heldUntilMs ?? 0) > 0;
    this.#suspicions.delete(action);
    return wasHeld;
  }

  /**
   * The connection has ended. A broker reads in order, so the oldest action that it did not acknowledge is to blame.
   *
   * @returns the action that is proven to be refused by this, once
   */
  closed(nowMs: number): TopicAction | undefined {
    const [oldest] = this.#pending;
    this.#pending.clear();
    if (!oldest) return undefined;
    const [action, sentAtMs] = oldest;
    if (nowMs - sentAtMs > reactionMs) return undefined;
    const before = this.#suspicions.get(action) ?? { closeCount: 0, heldUntilMs: 0, holdMs: 0 };
    const closeCount = before.closeCount + 1;
    if (closeCount < closesThatProve) {
      this.#suspicions.set(action, { ...before, closeCount });
      return undefined;
    }
    const holdMs = before.holdMs === 0 ? firstHoldMs : Math.min(2 * before.holdMs, lastHoldMs);
    this.#suspicions.set(action, { closeCount, holdMs, heldUntilMs: nowMs + holdMs });
    return before.holdMs === 0 ? action : undefined;
  }

  /** For how long still the action is to be held back; 0 when it may be tried. */
  heldForMs(action: TopicAction, nowMs: number): number {
    return Math.max(0, (this.#suspicions.get(action)?.heldUntilMs ?? 0) - nowMs);
  }
}
