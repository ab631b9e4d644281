/**
 * A typed client of the gateway's HTTP API, for programs in Node and pages in browsers: nothing but fetch, and the types
 * of the protocol. The entry `@rpi-live-camera/gateway/client`, which brings no code of the server along. The player has
 * one of its own, which knows beacons and the rules of browsers, and nothing that it does not need.
 */
import type { CameraList, CameraResource, Keepalive, Session, StartPhase } from '@rpi-live-camera/protocol';
import { apiPaths } from '@rpi-live-camera/protocol/http';
import { GatewayClientError, notUnderstood, readProblem, toError } from './gateway-client-error.js';
import { readEvents } from './read-events.js';
import { createRecordingClient, type RecordingClient } from './recording-client.js';

export type {
  CameraResource,
  Keepalive,
  Playback,
  Recording,
  RecordingList,
  Session,
  StartPhase,
} from '@rpi-live-camera/protocol';
export { GatewayClientError, type GatewayClientErrorCode } from './gateway-client-error.js';
export type { RecordingClient } from './recording-client.js';

/** Which gateway, and what to show it. */
export type GatewayClientOptions = {
  /** Where the gateway is mounted, such as `https://gateway.example/cameras`; in a page also relative to it. */
  url: string | URL;
  /** Bearer token, or what gives one that is valid now; asked at each request that needs one. @default none */
  token?: string | (() => string | Promise<string>);
  /** @default the global one */
  fetch?: typeof globalThis.fetch;
};

/** Of every call. */
export type RequestOptions = {
  /** Ends the request; it rejects with the signal's reason. */
  signal?: AbortSignal;
};

/** Of the call that wakes a camera. */
export type OpenSessionOptions = RequestOptions & {
  /** Called with each phase of the start; not at all for a stream that runs. */
  onProgress?: (phase: StartPhase) => void;
};

/** A session, with its sources' URLs absolute. */
export type ClientSession = Session & {
  /**
   * Says that somebody still watches: every `keepAliveMs`, unless media is read all the time, which says as much.
   *
   * @throws GatewayClientError `session_gone` when it has ended
   */
  keepAlive(options?: RequestOptions): Promise<Keepalive>;
  /** Ends it, however often it is called; the camera sleeps when it was the last one. */
  close(options?: RequestOptions): Promise<void>;
};

/** Each call throws `GatewayClientError`; `gateway_unreachable` when there is no answer. */
export type GatewayClient = {
  /** All cameras that may be watched. */
  listCameras(options?: RequestOptions): Promise<CameraResource[]>;
  /** @throws GatewayClientError `camera_not_found` */
  getCamera(cameraId: string, options?: RequestOptions): Promise<CameraResource>;
  /**
   * Starts the camera or joins its stream, and resolves when there is something to play. Aborting before gives the claim
   * back; afterwards it is `close()` that does.
   */
  openSession(cameraId: string, options?: OpenSessionOptions): Promise<ClientSession>;
  /** Recordings of cameras. */
  readonly recordings: RecordingClient;
  /** URL of the camera's newest picture; asking for it wakes nothing. */
  snapshotUrl(cameraId: string): string;
  /** URL of the page that a frame shows; options as `docs/embedding.md` lists them. */
  embedUrl(cameraId: string, options?: Readonly<Record<string, string | boolean>>): string;
};

type Ask = RequestOptions & { method?: string; accept?: string; body?: string };

/**
 * A client of one gateway; nothing is asked before its first call.
 *
 * @throws TypeError when `url` is none
 * @example
 * const gateway = createGatewayClient({ url: 'https://gateway.example' });
 * const session = await gateway.openSession('front-door', { onProgress: console.log });
 * const hls = session.sources.find(({ transport }) => transport === 'hls');
 */
export function createGatewayClient({ url, token, fetch }: GatewayClientOptions): GatewayClient {
  const base = baseOf(url);
  const urlOf = (path: string): string => base + path;
  // Browsers want it called on the window.
  const send: typeof globalThis.fetch = fetch ?? ((...request) => globalThis.fetch(...request));

  async function ask(
    path: string,
    authorization: string,
    { signal, method, accept, body }: Ask,
  ): Promise<Response> {
    const headers: Record<string, string> = {};
    if (accept !== undefined) headers.Accept = accept;
    if (authorization !== '') headers.Authorization = `Bearer ${authorization}`;
    let response: Response;
    try {
      response = await send(urlOf(path), {
        method: method ?? 'GET',
        headers,
        body: body ?? null,
        signal: signal ?? null,
      });
    } catch (cause) {
      throw unreachable(signal, cause);
    }
    if (!response.ok) throw await readProblem(response);
    return response;
  }

  function unreachable(signal: AbortSignal | undefined, cause: unknown): unknown {
    if (signal?.aborted) return signal.reason;
    const message = `${base} did not answer. Check the URL, and that the gateway runs.`;
    return new GatewayClientError('gateway_unreachable', message, { cause });
  }

  const authorize = async (): Promise<string> => (typeof token === 'function' ? token() : (token ?? ''));

  async function askForSession(cameraId: string, options: OpenSessionOptions): Promise<[unknown, string]> {
    const { signal, onProgress } = options;
    const path = apiPaths.cameraSessions(encodeURIComponent(cameraId));
    const accept = onProgress ? 'text/event-stream' : 'application/json';
    const response = await ask(path, await authorize(), { ...options, method: 'POST', accept });
    const responseUrl = response.url || urlOf(path);
    const isEvents = response.headers.get('Content-Type')?.startsWith('text/event-stream') ?? false;
    if (!isEvents || !response.body) return [await readJson(response), responseUrl];
    try {
      return [await readStart(response.body, (phase) => onProgress?.(phase)), responseUrl];
    } catch (error) {
      if (error instanceof GatewayClientError) throw error;
      throw error instanceof SyntaxError ? notUnderstood(error.message) : unreachable(signal, error);
    }
  }

  return {
    async listCameras(options = {}) {
      const list = await readJson(await ask(apiPaths.cameras, await authorize(), options));
      const { cameras } = (list ?? {}) as Partial<CameraList>;
      if (!Array.isArray(cameras)) throw notUnderstood('a list without cameras');
      return cameras;
    },
    async getCamera(cameraId, options = {}) {
      const path = apiPaths.camera(encodeURIComponent(cameraId));
      return (await readJson(await ask(path, await authorize(), options))) as CameraResource;
    },
    async openSession(cameraId, options = {}) {
      const [answer, responseUrl] = await askForSession(cameraId, options);
      const session = (answer ?? {}) as Session;
      if (typeof session.id !== 'string' || !Array.isArray(session.sources))
        throw notUnderstood('a session without id or sources');
      const sources = session.sources.map((source) => ({
        ...source,
        url: new URL(source.url, responseUrl).href,
      }));
      // The id is the credential of these; a token extends a right that ends.
      const keepAlive = async (own: RequestOptions = {}): Promise<Keepalive> => {
        const rights = session.rightsExpireAt === undefined ? '' : await authorize();
        const path = apiPaths.sessionKeepalive(session.id);
        const answered = await ask(path, rights, { ...own, method: 'POST' });
        return (await readJson(answered)) as Keepalive;
      };
      const close = async (own: RequestOptions = {}): Promise<void> => {
        await ask(apiPaths.session(session.id), '', { ...own, method: 'DELETE' });
      };
      return { ...session, sources, keepAlive, close };
    },
    recordings: createRecordingClient({
      ask: async (path, options) => ask(path, await authorize(), options),
      urlOf,
      readJson,
    }),
    snapshotUrl: (cameraId) => urlOf(apiPaths.cameraSnapshot(encodeURIComponent(cameraId))),
    embedUrl(cameraId, options = {}) {
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(options)) query.set(name, String(value));
      return urlOf(`/embed/${encodeURIComponent(cameraId)}${query.size > 0 ? `?${query}` : ''}`);
    },
  };
}

/** Without query and fragment, and without a slash at the end. */
function baseOf(url: string | URL): string {
  const page = (globalThis as { location?: { href: string } }).location?.href;
  const { origin, pathname } = new URL(url, page);
  return origin + pathname.replace(/\/+$/, '');
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    if (error instanceof SyntaxError) throw notUnderstood('what is not JSON', response.status);
    throw error;
  }
}

/** The `session` at the end of a start. @throws GatewayClientError for a `problem`, or when there is neither */
async function readStart(
  body: ReadableStream<Uint8Array>,
  onProgress: (phase: StartPhase) => void,
): Promise<unknown> {
  let session: unknown;
  // Read to the end, which the gateway makes: leaving before could look like a viewer who goes.
  for await (const { event, data } of readEvents(body)) {
    if (event === 'progress') onProgress((data as { phase: StartPhase }).phase);
    else if (event === 'problem') throw toError(data);
    else if (event === 'session') session = data;
  }
  if (session !== undefined) return session;
  throw new GatewayClientError('gateway_unreachable', 'The connection ended before the camera was ready.');
}
