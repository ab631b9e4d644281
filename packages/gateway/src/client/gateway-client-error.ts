/** What the client throws, and how an answer becomes it. */
import type { Problem, ProblemCode } from '@rpi-live-camera/protocol';
import { problemRules } from '@rpi-live-camera/protocol/http';

/** Codes of the gateway's problems, and of what keeps an answer away; `docs/errors.md` explains each. */
export type GatewayClientErrorCode = ProblemCode | 'gateway_unreachable' | 'answer_not_understood';

export type GatewayClientErrorOptions = {
  /** Of the answer; absent where there was none. */
  status?: number | undefined;
  /** By which the gateway's log can be searched. */
  requestId?: string | undefined;
  /** After how long asking again may help. */
  retryAfterMs?: number | undefined;
  cause?: unknown;
};

/** Why a call of the client failed; the message says what to do. */
export class GatewayClientError extends Error {
  readonly code: GatewayClientErrorCode;
  /** Of the answer; `undefined` where there was none. */
  readonly status: number | undefined;
  /** By which the gateway's log can be searched. */
  readonly requestId: string | undefined;
  /** After how long asking again may help. */
  readonly retryAfterMs: number | undefined;

  constructor(code: GatewayClientErrorCode, message: string, options: GatewayClientErrorOptions = {}) {
    const { status, requestId, retryAfterMs, cause } = options;
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'GatewayClientError';
    this.code = code;
    this.status = status;
    this.requestId = requestId;
    this.retryAfterMs = retryAfterMs;
  }
}

/** What an answer other than 2xx says; one that is not the gateway's own is named by its status. */
export async function readProblem(response: Response): Promise<GatewayClientError> {
  const body: unknown = await response.json().catch(() => undefined);
  return toError(body, response.status);
}

/** @param body a problem as the gateway sends it, or anything */
export function toError(body: unknown, status?: number): GatewayClientError {
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>;
  const { code, detail, requestId, retryAfterMs } = problem;
  if (typeof code === 'string' && Object.hasOwn(problemRules, code)) {
    const message = detail ?? problemRules[code].title;
    return new GatewayClientError(code, message, {
      status: problem.status ?? status,
      requestId,
      retryAfterMs,
    });
  }
  // Of a proxy that could not reach it.
  if (status === 502 || status === 503 || status === 504)
    return new GatewayClientError('gateway_unreachable', `A proxy answered ${status}.`, { status });
  return notUnderstood(`${status ?? 'something'} and no problem that is known`, status);
}

export function notUnderstood(what: string, status?: number): GatewayClientError {
  return new GatewayClientError(
    'answer_not_understood',
    `The gateway answered ${what}. Check that the URL is that of a gateway, and that it is as new as this client.`,
    { status },
  );
}
