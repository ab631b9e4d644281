/**
 * Watches one client's connections to its broker and says what is wrong, each thing once: no answer, a refusal, a topic
 * that the policy forbids, a twin with the same client id. Pure but for the clock that it is handed. The MQTT links of
 * gateway and agent tell it what happens and log what it answers.
 */
import { type BrokerProblem, type BrokerSettings, explainBrokerError } from './broker-problem.js';
import { RefusedTopics, type TopicAction } from './refused-topics.js';

/** A connection that lasts longer is healthy: what was told is told again, and the next attempt comes soon again. */
export const healthyConnectionMs = 10_000;
/**
 * So many connections in a row that the broker accepted and soon ended in order, with nothing to blame and without being
 * away in between, mean a twin, if not a broker that restarts faster than an attempt can tell.
 */
const suspiciousCloses = 4;
/** Different problems remembered as told; more at once than there are sentences. */
const maxTold = 50;

export type BrokerWatchDeps = {
  settings: BrokerSettings;
  /** Milliseconds on a monotonic clock. */
  nowMs(): number;
};

export class BrokerWatch {
  readonly #deps: BrokerWatchDeps;
  readonly #refused = new RefusedTopics();
  readonly #told = new Set<string>();
  #attempt = 0;
  #upAtMs: number | undefined;
  #error: unknown;
  #shortConnections = 0;
  #problem = 'not connected yet';

  constructor(deps: BrokerWatchDeps) {
    this.#deps = deps;
  }

  /** Why there is no connection, in words for people. */
  get problem(): string {
    return this.#problem;
  }

  /** How many attempts have failed since the last healthy connection, for the back-off. */
  get attempt(): number {
    return this.#attempt;
  }

  attemptBegan(): void {
    this.#attempt += 1;
    this.#error = undefined;
  }

  /** The socket, TLS or CONNACK failed; the connection's end follows. */
  failed(error: unknown): void {
    // What comes first is the cause, the rest follows from it.
    this.#error ??= error;
  }

  connected(): void {
    this.#upAtMs = this.#deps.nowMs();
    this.#error = undefined;
  }

  /**
   * An attempt has failed, or a connection has ended.
   *
   * @returns what is worth a line in the log
   */
  closed(): BrokerProblem[] {
    const nowMs = this.#deps.nowMs();
    const upForMs = this.#upAtMs === undefined ? undefined : nowMs - this.#upAtMs;
    this.#upAtMs = undefined;
    const refused = this.#refused.closed(nowMs);
    const problem = upForMs === undefined ? this.#explainFailure() : this.#explainEnd(upForMs);
    this.#problem = problem.message;
    const problems = [problem];
    if (refused !== undefined) problems.push(explainRefusal(refused));
    problems.push(...this.#findTwin(upForMs, refused));
    return problems.filter(({ message }) => this.#isNews(message));
  }

  /** A publish or a subscription was sent. */
  began(action: TopicAction): void {
    this.#refused.began(action, this.#deps.nowMs());
  }

  /** The broker took it. @returns whether that is news, because it had refused it before */
  acknowledged(action: TopicAction): boolean {
    return this.#refused.acknowledged(action);
  }

  /** For how long not to send it, because it ends the connection; 0 when it may be sent. */
  heldForMs(action: TopicAction): number {
    return this.#refused.heldForMs(action, this.#deps.nowMs());
  }

  #explainFailure(): BrokerProblem {
    return explainBrokerError(this.#error, this.#deps.settings);
  }

  #explainEnd(upForMs: number): BrokerProblem {
    if (upForMs >= healthyConnectionMs) {
      this.#attempt = 0;
      this.#told.clear();
    }
    const { message } = (this.#error ?? {}) as { message?: string };
    return {
      level: 'warn',
      message: message ? `the connection broke: ${message}` : 'the broker closed the connection',
    };
  }

  /** @param upForMs undefined for an attempt that failed: the broker itself is away, or does not let this client in */
  #findTwin(upForMs: number | undefined, refused: TopicAction | undefined): BrokerProblem[] {
    const wasClosed = upForMs !== undefined && this.#error === undefined && refused === undefined;
    const isShort = wasClosed && upForMs < healthyConnectionMs;
    this.#shortConnections = isShort ? this.#shortConnections + 1 : 0;
    if (this.#shortConnections !== suspiciousCloses) return [];
    const { clientId } = this.#deps.settings;
    const message = `mqtt.clientId: the broker accepts "${clientId}" and soon closes the connection, again and again: another client uses the same id (give each its own), or the broker keeps restarting`;
    return [{ level: 'error', message }];
  }

  #isNews(message: string): boolean {
    if (this.#told.has(message) || this.#told.size >= maxTold) return false;
    this.#told.add(message);
    return true;
  }
}

function explainRefusal(action: TopicAction): BrokerProblem {
  const [verb, ...filters] = action.split(' ');
  const isStatus = verb === 'publish' && action.endsWith('/status');
  const retain = isStatus ? '; where it takes no retained messages set mqtt.retainStatus to false' : '';
  const message = `the broker closes the connection upon every ${verb} to ${filters.join(', ')}: does its policy forbid it? Allow it there; until then it is held back and tried now and then${retain}`;
  return { level: 'error', message };
}
