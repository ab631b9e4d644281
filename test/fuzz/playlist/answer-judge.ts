/** What the answer to a request for a file has to be; told by rules of its own, and by the playlist as clients read it. */
import { gunzipSync } from 'node:zlib';
import { isVlc3 } from '../../../packages/gateway/src/hls/vlc-segment.js';
import type { LiveStream } from '../../../packages/gateway/src/store/live-stream.js';
import type { StreamWindow } from '../../../packages/gateway/src/store/stream-window.js';
import { type ParsedPlaylist, parsePlaylist } from '../../conformance/parse-playlist.js';
import { findPlaylistFaults } from '../../conformance/playlist-rules.js';
import { judgeProblem } from '../problem-judge.js';
import { must } from '../surface.js';
import type { FileRequestInput } from './file-requests.js';
import type { DoorAnswer, DoorRequest } from './two-doors.js';

export type AnswerFacts = {
  request: DoorRequest;
  input: FileRequestInput;
  stream: LiveStream;
  /** When it was asked. */
  before: StreamWindow | undefined;
  wasBlocked: boolean;
};

type Asked = { msn: number | undefined; part: number | undefined; isWrong: boolean };

/** @throws Broken */
export function judgeAnswer(answer: DoorAnswer, facts: AnswerFacts): void {
  const { status, headers, body } = answer;
  const { request, input } = facts;
  must([200, 400, 404].includes(status), () => `${request.path} is answered with ${status}`);
  must(body.length < 2 ** 20, () => `an answer of ${body.length} bytes`);
  const requestId = headers.get('x-request-id') ?? '';
  must(/^[\w=-]{1,255}$/.test(requestId), () => `request id ${JSON.stringify(requestId)}`);
  const hasGrant = input.grant === 'secret' && input.cameraId === 'door';
  if (status !== 200) {
    const { code } = judgeProblem({ status, header: (name) => headers.get(name), text: body.toString() });
    if (status === 400) judgeRefusal(code, facts);
    else must(!facts.wasBlocked || !hasGrant, () => `${request.path} was waited for in vain`);
    return;
  }
  must(hasGrant, () => `${request.path} is given to one without a grant`);
  if (headers.get('content-type') === 'video/mp4') return judgeMedia(answer, facts);
  const isGzipped = headers.get('content-encoding') === 'gzip';
  must(!isGzipped || /gzip/i.test(input.headers['accept-encoding'] ?? ''), () => 'gzip, unasked');
  const playlist = parsePlaylist((isGzipped ? gunzipSync(body) : body).toString());
  const [fault] = findPlaylistFaults(playlist);
  must(fault === undefined, () => fault!);
  const { msn, part, isWrong } = readDirectives(request.path);
  must(!isWrong, () => `${request.path} makes no sense and is answered`);
  if (msn !== undefined) must(lists(playlist, msn, part), () => `${request.path}: not in the answer`);
}

function judgeMedia({ body }: DoorAnswer, { request, input, stream }: AnswerFacts): void {
  const name = /\/([^/?]+)(?:\?|$)/.exec(request.path)?.[1] ?? '';
  const file = stream.find(decodeURIComponent(name));
  must(file !== undefined, () => `${name} is answered, and not there`);
  const isJoined = isVlc3(input.headers['user-agent']);
  must(
    body.equals(file) || (isJoined && body.subarray(-file.length).equals(file)),
    () => `${name}: other bytes`,
  );
}

function judgeRefusal(code: string, { request, before }: AnswerFacts): void {
  const { msn, part, isWrong } = readDirectives(request.path);
  if (code === 'invalid_request') {
    must(isWrong, () => `${request.path} is refused as invalid`);
    return;
  }
  must(code === 'playlist_request_too_far' && !isWrong, () => `${request.path}: ${code}`);
  // A stream that was not ready then knows only when it is.
  if (!before) return;
  const newest = before.segments.at(-1);
  const isAhead = newest !== undefined && msn !== undefined && msn >= newest.sequence;
  must(isAhead, () => `${request.path} is too far, the newest is ${newest?.sequence}`);
  const isFar = msn! > newest!.sequence + 1 || (part ?? 0) > newest!.parts.length;
  must(isFar, () => `${request.path} is too far, ${newest?.sequence} has ${newest?.parts.length} parts`);
}

/** The first of each name counts; whole numbers of up to 15 digits. */
function readDirectives(path: string): Asked {
  const queryAt = path.indexOf('?');
  const pairs = (queryAt < 0 ? '' : path.slice(queryAt + 1)).split('&').map((pair) => {
    const at = pair.indexOf('=');
    return at < 0 ? { name: undefined, value: '' } : { name: pair.slice(0, at), value: pair.slice(at + 1) };
  });
  const read = (name: string): string | undefined => pairs.find((pair) => pair.name === name)?.value;
  const [msn, part] = [read('_HLS_msn'), read('_HLS_part')];
  const isNumber = (value: string | undefined): boolean => value === undefined || /^[0-9]{1,15}$/.test(value);
  const isWrong = !isNumber(msn) || !isNumber(part) || (part !== undefined && msn === undefined);
  const toNumber = (value: string | undefined) => (value === undefined ? undefined : Number(value));
  return { msn: toNumber(msn), part: toNumber(part), isWrong };
}

function lists({ mediaSequence, segments }: ParsedPlaylist, msn: number, part: number | undefined): boolean {
  const newest = segments.at(-1)!;
  if (msn < mediaSequence || msn < newest.sequence) return true;
  if (msn > newest.sequence) return false;
  return part === undefined
    ? newest.uri !== undefined
    : part < newest.parts.length || newest.uri !== undefined;
}
