/**
 * Tokens that are refused before their time: one by its id, or all that a subject was given so far. In memory: a restart
 * forgets them. Never forgets one early: when the list is full, a further one is refused, and whoever asked is told.
 */
import { GatewayError } from '../errors/gateway-error.js';
import type { Viewer } from './viewer.js';

/** Which tokens. Those of a subject: all issued until now, so that its site can let it in again with a new one. */
export type RevokedTokens = { tokenId: string } | { subject: string };

export type RevocationsDeps = {
  /** @default 10,000 */
  maxCount?: number;
  /** Epoch milliseconds. @default the system's clock */
  nowMs?: () => number;
};

type Entry = { atMs: number; untilMs: number };

/** By how much the clock of a site may be ahead when it issues tokens. */
const clockToleranceMs = 5000;

export class Revocations {
  readonly #maxCount: number;
  readonly #nowMs: () => number;
  readonly #tokens = new Map<string, Entry>();
  readonly #subjects = new Map<string, Entry>();

  constructor({ maxCount = 10_000, nowMs = Date.now }: RevocationsDeps = {}) {
    this.#maxCount = maxCount;
    this.#nowMs = nowMs;
  }

  /**
   * @param untilMs when the last of these tokens has expired by itself and need not be remembered any more, in epoch
   *   milliseconds; `Infinity` where that is not known
   * @throws GatewayError `too_many_requests` when the list is full
   */
  revoke(tokens: RevokedTokens, untilMs: number): void {
    const [list, name] =
      'tokenId' in tokens ? [this.#tokens, tokens.tokenId] : [this.#subjects, tokens.subject];
    const known = list.get(name);
    if (!known) this.#makeRoom();
    list.set(name, { atMs: this.#nowMs(), untilMs: Math.max(untilMs, known?.untilMs ?? 0) });
  }

  includes({ tokenId, subject, issuedAtMs }: Viewer): boolean {
    if (tokenId !== undefined && this.#isHeld(this.#tokens.get(tokenId))) return true;
    const ofSubject = subject === undefined ? undefined : this.#subjects.get(subject);
    if (!ofSubject || !this.#isHeld(ofSubject)) return false;
    // One that does not say when it was issued may be old.
    return issuedAtMs === undefined || issuedAtMs <= ofSubject.atMs + clockToleranceMs;
  }

  #isHeld(entry: Entry | undefined): boolean {
    return entry !== undefined && entry.untilMs > this.#nowMs();
  }

  #makeRoom(): void {
    if (this.#tokens.size + this.#subjects.size < this.#maxCount) return;
    for (const list of [this.#tokens, this.#subjects])
      for (const [name, entry] of list) if (!this.#isHeld(entry)) list.delete(name);
    if (this.#tokens.size + this.#subjects.size < this.#maxCount) return;
    throw new GatewayError(
      'too_many_requests',
      `${this.#maxCount} revocations are in force, as many as there may be. To refuse all tokens at once, change the key that they are signed with.`,
    );
  }
}
