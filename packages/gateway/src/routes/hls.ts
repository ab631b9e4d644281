/** Low-Latency HLS as routes of the app: `GET /live/:grant/:cameraId/:file`. */
import { type Context, Hono } from 'hono';
import type { FileAnswer, FileRequest } from '../hls/file-request.js';
import { type AnswerSessionFile, sessionFilePattern } from '../hls/session-files.js';
import type { AppEnv } from '../http/app-env.js';
import { respondWithBytes } from '../http/bytes-response.js';

export type HlsRoutesDeps = { answerFile: AnswerSessionFile };

export function createHlsRoutes({ answerFile }: HlsRoutesDeps): Hono<AppEnv> {
  const path = `/live/:grant/:cameraId/:file{${sessionFilePattern}}` as const;
  return new Hono<AppEnv>().get(path, (c) => {
    const { grant, cameraId, file } = c.req.param();
    return respondWithFile(c, answerFile(grant, cameraId, fileRequest(c, file)));
  });
}

export function fileRequest(c: Context<AppEnv>, fileName: string): FileRequest {
  const { url } = c.req;
  const queryAt = url.indexOf('?');
  return {
    fileName,
    query: queryAt === -1 ? '' : url.slice(queryAt + 1),
    header: (name) => c.req.header(name),
    left: () => c.req.raw.signal,
  };
}

export function respondWithFile(
  c: Context<AppEnv>,
  answer: FileAnswer | Promise<FileAnswer>,
): Response | Promise<Response> {
  if (answer instanceof Promise) return answer.then((file) => respondWithFile(c, file));
  const { bytes, headers } = answer;
  const record: Record<string, string> = {};
  for (let at = 0; at < headers.length; at += 2) record[headers[at]!] = headers[at + 1]!;
  return respondWithBytes(c, bytes, record);
}
