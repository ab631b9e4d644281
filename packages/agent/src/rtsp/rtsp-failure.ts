/** Why an IP camera gives no picture, from what ffmpeg or ffprobe said about its input. Pure. */
import type { AgentErrorCode, Failure } from '../errors/agent-error.js';

type Reason = { pattern: RegExp; code: AgentErrorCode; message(camera: string): string };

const reasons: readonly Reason[] = [
  {
    pattern: /\b40[13] (Unauthorized|Forbidden)|authorization failed|access denied/i,
    code: 'camera_denied',
    message: (camera) =>
      `The IP camera ${camera} refuses user or password. Check them in capture.url; many cameras have users of their own for RTSP.`,
  },
  {
    pattern: /\b404\b|Stream Not Found/i,
    code: 'no_camera',
    message: (camera) =>
      `The IP camera ${camera} has no stream at this path. Look up its RTSP path and set capture.url.`,
  },
  {
    pattern: /Connection refused/,
    code: 'camera_unreachable',
    message: (camera) =>
      `The IP camera ${camera} refuses the connection. Is RTSP switched on in it, is the port right (554 where none is given)?`,
  },
  {
    pattern: /resolve hostname|Name or service not known|No address associated/,
    code: 'camera_unreachable',
    message: (camera) =>
      `The name of the IP camera ${camera} is not known. Check capture.url, or use the address.`,
  },
  {
    pattern: /No route to host|Network is unreachable|Connection timed out|Host is down/,
    code: 'camera_unreachable',
    message: (camera) => `The IP camera ${camera} cannot be reached. Is it on, and in the same network?`,
  },
  {
    pattern: /not supported by the bitstream filter/,
    code: 'camera_unsupported',
    message: (camera) => `The IP camera ${camera} no longer sends H.264. It is looked at again.`,
  },
];

/** Lines about the input: its URL, its TCP connection, its protocol. The output has words of its own. */
const isAboutInput = (line: string) =>
  /rtsps?:\/\/|\[(tcp|tls|rtsp) @|bitstream filter|method \w+ failed/.test(line);

/** Null when the lines tell nothing that is known. */
export function explainRtsp(stderrLines: readonly string[], url: string): Failure | null {
  const lines = stderrLines.filter(isAboutInput);
  for (const { pattern, code, message } of reasons) {
    if (lines.some((line) => pattern.test(line))) return { code, message: message(cameraAt(url)) };
  }
  return null;
}

/** The camera without its user and password, for sentences. */
export function cameraAt(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
