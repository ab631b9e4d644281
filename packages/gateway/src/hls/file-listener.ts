/**
 * Low-Latency HLS for Node's server, in front of the app: the same answers as those of the routes, written to the
 * response. A thousand viewers make ten thousand requests a second, half of them blocked for a while, and what an app and
 * its server keep for each of these costs more than answering. Made by the gateway, used by the server.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import { toGatewayError } from '../errors/problem.js';
import { type FailureReport, renderProblem } from '../http/problem-response.js';
import type { Outgoing } from '../http/server-sink.js';
import type { MakeSharedHeaders, SharedHeaders, SharingRequest } from '../http/shared-headers.js';
import type { FileAnswer, FileRequest, HeaderList } from './file-request.js';
import { type AnswerSessionFile, sessionFilePattern } from './session-files.js';

type Incoming = IncomingMessage | Http2ServerRequest;

/** @returns whether the request is answered, now or later; else it is for the app */
export type FileListener = (incoming: Incoming, outgoing: Outgoing) => boolean;

export type FileListenerDeps = {
  answerFile: AnswerSessionFile;
  makeSharedHeaders: MakeSharedHeaders;
  reportFailure: FailureReport;
};

/** Nothing in it has to be decoded; other spellings of the same path are for the routes. */
const fileUrl = new RegExp(`^/live/([\\w-]+)/([\\w-]+)/(${sessionFilePattern})(?:\\?(.*))?$`);
/** What it answers, by the name that the route of the app has. */
export const listenedRoute = '/live/:grant/:cameraId/:file';

export function createFileListener(deps: FileListenerDeps): FileListener {
  const { answerFile, makeSharedHeaders, reportFailure } = deps;

  function send(outgoing: Outgoing, request: ListenedRequest, { bytes, headers }: FileAnswer): void {
    if (outgoing.destroyed) return;
    // Both versions take a list; only the older one's types say so.
    (outgoing as ServerResponse).writeHead(200, join(headers, makeSharedHeaders(request)));
    outgoing.end(bytes);
  }

  function refuse(outgoing: Outgoing, request: ListenedRequest, thrown: unknown): void {
    if (outgoing.destroyed || outgoing.headersSent) return;
    const error = toGatewayError(thrown);
    const shared = makeSharedHeaders(request);
    reportFailure(error, { requestId: shared['X-Request-Id'], method: 'GET', route: listenedRoute });
    const { status, headers, body } = renderProblem(error, shared);
    outgoing.writeHead(status, headers);
    outgoing.end(body);
  }

  return (incoming, outgoing) => {
    if (incoming.method !== 'GET') return false;
    const found = fileUrl.exec(incoming.url ?? '');
    if (!found) return false;
    const [, grant, cameraId, fileName, query] = found;
    const request = new ListenedRequest(incoming, outgoing, fileName!, query ?? '');
    try {
      const answer = answerFile(grant!, cameraId!, request);
      if (!(answer instanceof Promise)) send(outgoing, request, answer);
      else
        answer
          .then((file) => send(outgoing, request, file))
          .catch((error) => refuse(outgoing, request, error));
    } catch (error) {
      refuse(outgoing, request, error);
    }
    return true;
  };
}

/** Each header once; what an answer varies by is joined. */
function join(own: HeaderList, shared: SharedHeaders): string[] {
  const all = [...own];
  for (const name in shared) {
    const at = name === 'Vary' ? all.indexOf(name) : -1;
    if (at === -1) all.push(name, shared[name]!);
    else all[at + 1] += `, ${shared[name]}`;
  }
  return all;
}

class ListenedRequest implements FileRequest, SharingRequest {
  readonly fileName: string;
  readonly query: string;
  readonly #incoming: Incoming;
  readonly #outgoing: Outgoing;

  constructor(incoming: Incoming, outgoing: Outgoing, fileName: string, query: string) {
    this.#incoming = incoming;
    this.#outgoing = outgoing;
    this.fileName = fileName;
    this.query = query;
  }

  header(name: string): string | undefined {
    return this.#incoming.headers[name] as string | undefined;
  }

  remoteAddress(): string | undefined {
    return this.#incoming.socket.remoteAddress;
  }

  left(): AbortSignal {
    const leaving = new AbortController();
    this.#outgoing.once('close', () => leaving.abort());
    return leaving.signal;
  }
}
