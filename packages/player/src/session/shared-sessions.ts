/**
 * The sessions of a page: players that ask the same gateway for the same camera with the same right hold one session
 * between them, one claim and one keep-alive. Part of the environment that all elements of a class have in common.
 * Bounded by its holders: without any it knows no session and runs no timer.
 */
import { type AskOptions, askGateway } from './gateway-client.js';
import type { GatewayClientDeps, SessionRequest } from './gateway-request.js';
import { type SessionClaim, type SessionHolder, SharedSession } from './shared-session.js';

export class SharedSessions {
  readonly #client: GatewayClientDeps;
  /** Those that a further player may join. */
  readonly #joinable = new Set<SharedSession>();

  constructor(client: GatewayClientDeps) {
    this.#client = client;
  }

  /** As `askGateway`, for what is played without a session. */
  ask<Answer>(request: SessionRequest, options: AskOptions<Answer>): Promise<Answer> {
    return askGateway(this.#client, request, options);
  }

  /** How many sessions are open or being opened. */
  get size(): number {
    return this.#joinable.size;
  }

  /** How many players hold a session of this gateway, or wait for one. */
  playerCountAt(gatewayUrl: string): number {
    return [...this.#joinable]
      .filter(({ request }) => request.gatewayUrl === gatewayUrl)
      .reduce((sum, { playerCount }) => sum + playerCount, 0);
  }

  /** Holds the session that others of the page have, or opens one. What becomes of it is told to `holder`. */
  join(request: SessionRequest, holder: SessionHolder): SessionClaim {
    const shared = [...this.#joinable].find(
      (other) => isSameRequest(other.request, request) && !other.isExpired,
    );
    return (shared ?? this.#create(request)).join(holder);
  }

  #create(request: SessionRequest): SharedSession {
    const created = new SharedSession({
      client: this.#client,
      request,
      isOther: (progress) =>
        [...this.#joinable].some(
          (other) => other.opening === progress && other.request.gatewayUrl === request.gatewayUrl,
        ),
      onClosed: (closed) => this.#joinable.delete(closed),
    });
    this.#joinable.add(created);
    return created;
  }
}

/** Tokens are compared as given: the same text or the same function. */
function isSameRequest(one: SessionRequest, other: SessionRequest): boolean {
  return one.gatewayUrl === other.gatewayUrl && one.cameraId === other.cameraId && one.token === other.token;
}
