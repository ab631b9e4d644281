/** A gateway at the level of `fetch` and `sendBeacon`: tests script its answers and read what it was asked. */
import { type ProblemCode, problemRules, type StartPhase } from '@rpi-live-camera/protocol/http';
import type { GatewayClientDeps } from '../session/gateway-request.js';
import type { FakeClock } from './fake-clock.js';

/** What a request for a session gets: a session after these phases, a problem, these phases and no more, silence, or no connection. */
export type StartAnswer =
  | { kind: 'session'; phases?: readonly StartPhase[] }
  | { kind: 'problem'; code: ProblemCode; retryAfterMs?: number; afterPhases?: readonly StartPhase[] }
  | { kind: 'held'; phases: readonly StartPhase[] }
  | { kind: 'silence' }
  | { kind: 'unreachable' };

export type RecordingAnswer = { kind: 'recording'; id: string } | { kind: 'problem'; code: ProblemCode };

/** From eleven to twelve, as the clock of the tests stands at twelve. */
const recordedHour = {
  cameraId: 'door',
  state: 'finished',
  startedAt: '2026-11-20T11:00:00.000Z',
  endedAt: '2026-11-20T12:00:00.000Z',
};

export type GatewayRequest = { method: string; url: string; headers: Headers; body?: string };

const allPhases: readonly StartPhase[] = ['waking', 'receiving', 'buffering'];

export class FakeGateway {
  /** The answer to the next requests for a session. */
  startAnswer: StartAnswer = { kind: 'session' };
  readonly requests: GatewayRequest[] = [];
  /** Sessions that are open, as far as this gateway knows. */
  readonly openSessions = new Set<string>();
  /** URLs of sources, as offered. */
  sources: unknown[] = [
    { transport: 'hls', url: '/live/grant/door/index.m3u8', type: 'application/vnd.apple.mpegurl' },
  ];
  keepAliveMs = 10_000;
  /** How far back the stream can be watched; `null`: only live. */
  timeShiftMs: number | null = null;
  /** The answer to requests for a recording: what it is, or a problem. */
  recordingAnswer: RecordingAnswer = { kind: 'recording', id: 'recording-1' };
  /** What the browser says when it is asked whether the page may reach it. */
  permission: PermissionState | null = null;
  /** How long a token gives rights from when it is sent; `null`: they do not end. */
  rightsMs: number | null = null;
  /** A token that is refused in keep-alives. */
  refusedToken: string | null = null;
  #rightsEndAtMs = 0;
  /** What keep-alives are refused with, although the session is there. */
  keepAliveProblem: ProblemCode | null = null;
  /** Requests for a session that were given up before their answer. */
  abandonedCount = 0;
  #sessionCount = 0;
  #clock: FakeClock;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  /** Of the requests so far, those that were for an action on a session, such as `keepalive`. */
  countOf(action: 'keepalive' | 'close'): number {
    return this.requests.filter(({ url }) => url.endsWith(`/${action}`)).length;
  }

  get startCount(): number {
    return this.requests.filter(({ url }) => url.endsWith('/sessions')).length;
  }

  get sessionCount(): number {
    return this.#sessionCount;
  }

  fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const url = String(input);
    const body = typeof init?.body === 'string' ? { body: init.body } : {};
    this.requests.push({ method: init?.method ?? 'GET', url, headers: new Headers(init?.headers), ...body });
    if (url.endsWith('/sessions')) return this.#start(url, init?.signal ?? null);
    if (url.includes('/recordings')) return this.#answerRecording(url);
    const [, sessionId = '', action] = /\/sessions\/([^/]+)\/(\w+)$/.exec(url) ?? [];
    if (action === 'keepalive' && this.keepAliveProblem !== null)
      return problemResponse(this.keepAliveProblem);
    if (action === 'keepalive') {
      if (this.rightsMs !== null && this.#clock.nowMs() >= this.#rightsEndAtMs) this.openSessions.clear();
      if (!this.openSessions.has(sessionId)) return problemResponse('session_gone');
      const token = new Headers(init?.headers).get('Authorization');
      if (token !== null && token === `Bearer ${this.refusedToken}`) return problemResponse('unauthorized');
      if (token !== null) this.#giveRights();
      const expiresAt = this.#isoTime(2 * this.keepAliveMs);
      return Response.json({ expiresAt, serverTime: this.#isoTime(0), ...this.#rights() });
    }
    return this.#close(sessionId);
  };

  sendBeacon = (url: string): boolean => {
    this.requests.push({ method: 'BEACON', url, headers: new Headers() });
    this.#close(/\/sessions\/([^/]+)\/close$/.exec(url)?.[1] ?? '');
    return true;
  };

  #answerRecording(url: string): Response {
    const answer = this.recordingAnswer;
    if (answer.kind === 'problem') return problemResponse(answer.code);
    if (url.includes('?limit=1')) return Response.json({ recordings: [{ id: answer.id }], next: null });
    this.#giveRights();
    const place = `/recordings/grant-${answer.id}/door`;
    const body = {
      recording: { ...recordedHour, id: answer.id },
      grant: `grant-${answer.id}`,
      idleMs: 3_600_000,
      hlsUrl: `${place}/index.m3u8`,
      mp4Url: `${place}/recording.mp4`,
      posterUrl: `${place}/poster.jpg`,
      ...this.#rights(),
    };
    return Response.json(body, { status: 201 });
  }

  #close(sessionId: string): Response {
    this.openSessions.delete(sessionId);
    return new Response(null, { status: 204 });
  }

  async #start(url: string, signal: AbortSignal | null): Promise<Response> {
    const answer = this.startAnswer;
    if (answer.kind === 'unreachable') throw new TypeError('Failed to fetch');
    if (answer.kind === 'silence') {
      return new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => {
          this.abandonedCount += 1;
          reject(signal.reason);
        });
      });
    }
    if (answer.kind === 'problem' && answer.afterPhases === undefined) {
      return problemResponse(answer.code, answer.retryAfterMs);
    }
    if (answer.kind === 'held') return eventResponse(url, progressEvents(answer.phases), 'open');
    const isSession = answer.kind === 'session';
    const phases = (isSession ? answer.phases : answer.afterPhases) ?? allPhases;
    const last: ServerEvent = isSession
      ? ['session', this.#openSession()]
      : ['problem', problemBody(answer.code, answer.retryAfterMs)];
    return eventResponse(url, [...progressEvents(phases), last], 'ended');
  }

  #openSession(): unknown {
    this.#sessionCount += 1;
    const id = `session-${this.#sessionCount}`;
    this.openSessions.add(id);
    this.#giveRights();
    return {
      id,
      cameraId: 'door',
      state: 'live',
      serverTime: this.#isoTime(0),
      expiresAt: this.#isoTime(2 * this.keepAliveMs),
      keepAliveMs: this.keepAliveMs,
      ...(this.timeShiftMs === null ? {} : { timeShiftMs: this.timeShiftMs }),
      sources: this.sources,
      ...this.#rights(),
    };
  }

  #giveRights(): void {
    this.#rightsEndAtMs = this.#clock.nowMs() + (this.rightsMs ?? 0);
  }

  #rights(): { rightsExpireAt?: string } {
    return this.rightsMs === null ? {} : { rightsExpireAt: new Date(this.#rightsEndAtMs).toISOString() };
  }

  #isoTime(offsetMs: number): string {
    return new Date(this.#clock.nowMs() + offsetMs).toISOString();
  }
}

/** How a page on the internet reaches this gateway, by a browser without special permissions. */
export function fakeClient(gateway: FakeGateway, clock: FakeClock): GatewayClientDeps {
  const { fetch, sendBeacon } = gateway;
  const pageUrl = () => 'https://site.example/';
  return { fetch, sendBeacon, clock, pageUrl, queryPermission: () => Promise.resolve(gateway.permission) };
}

type ServerEvent = [event: string, data: unknown];

function progressEvents(phases: readonly StartPhase[]): ServerEvent[] {
  return phases.map((phase) => ['progress', { phase }]);
}

function eventResponse(url: string, events: readonly ServerEvent[], rest: 'open' | 'ended'): Response {
  const text = events.map(([event, data]) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`).join('');
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text));
      if (rest === 'ended') controller.close();
    },
  });
  const response = new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
  Object.defineProperty(response, 'url', { value: url });
  return response;
}

function problemBody(code: ProblemCode, retryAfterMs?: number): unknown {
  const { status, title } = problemRules[code];
  return {
    type: `#${code}`,
    code,
    title,
    status,
    detail: `Scripted ${code}.`,
    requestId: 'request-1',
    retryAfterMs,
  };
}

export function problemResponse(code: ProblemCode, retryAfterMs?: number): Response {
  return new Response(JSON.stringify(problemBody(code, retryAfterMs)), {
    status: problemRules[code].status,
    headers: { 'Content-Type': 'application/problem+json' },
  });
}
