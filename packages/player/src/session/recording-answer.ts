/** Turns what a gateway answers about playing a recording into what the player needs of it. Part of the chunk of recordings. */
import type { Source } from '@rpi-live-camera/protocol';
import { playlistMediaType } from '@rpi-live-camera/protocol/http';

/** A recording that is played. Who knows its URLs may play and download it: do not publish them. */
export type PlayerRecording = {
  readonly id: string;
  readonly cameraId: string;
  /** When its first picture was taken. */
  readonly startedAt: Date;
  /** When its last picture was taken; of one that grows, the last when it was asked for. */
  readonly endedAt: Date;
  readonly isGrowing: boolean;
  /** One file; with `from` and `to` (ISO 8601) in its query a clip of it. */
  readonly mp4Url: string;
  /** Its first picture. */
  readonly posterUrl: string;
};

/** As the player uses it: URLs are absolute. */
export type RecordingAccess = PlayerRecording & {
  /** Names the URLs to the gateway, when they are to live on. */
  readonly grant: string;
  /** Without a request for so long, the URLs die. */
  readonly idleMs: number;
  /** When the right to play ends, and the URLs with it; epoch. `null` where it does not. */
  readonly rightsEndAtMs: number | null;
  readonly sources: readonly Source[];
  /** Nothing tells the gateway's clock, and nothing is measured by it. */
  readonly clockOffsetMs: 0;
  /** All of it can be watched. */
  readonly timeShiftMs: typeof Number.POSITIVE_INFINITY;
};

/** What is needed of the chunk that reads all answers. */
type Reading = Pick<
  typeof import('./gateway-answers.js'),
  'absoluteUrl' | 'asRecord' | 'notUnderstood' | 'parseRightsEnd'
>;

const minIdleMs = 10_000;

/**
 * @param body parsed JSON of the answer
 * @param responseUrl URL that answered, against which the references are resolved
 * @throws PlayerError `answer_not_understood`
 */
export function parsePlayback(
  body: unknown,
  responseUrl: string,
  { absoluteUrl, asRecord, notUnderstood, parseRightsEnd }: Reading,
): RecordingAccess {
  const answer = asRecord(body);
  const { id, cameraId, state, startedAt, endedAt } = asRecord(answer.recording);
  const { grant, idleMs } = answer;
  const [hlsUrl, mp4Url, posterUrl] = [answer.hlsUrl, answer.mp4Url, answer.posterUrl].map((url) =>
    absoluteUrl(url, responseUrl),
  );
  if (typeof id !== 'string' || typeof grant !== 'string' || !hlsUrl || !mp4Url || !posterUrl) {
    throw notUnderstood('a recording without id, grant or URLs');
  }
  return {
    id,
    cameraId: String(cameraId),
    startedAt: new Date(String(startedAt)),
    endedAt: new Date(String(endedAt)),
    isGrowing: state === 'recording',
    mp4Url,
    posterUrl,
    grant,
    idleMs: Math.max(Number(idleMs) || 0, minIdleMs),
    rightsEndAtMs: parseRightsEnd(answer, 0),
    sources: [{ transport: 'hls', url: hlsUrl, type: playlistMediaType }],
    clockOffsetMs: 0,
    timeShiftMs: Number.POSITIVE_INFINITY,
  };
}
