/**
 * A hold on the URLs of a recording: asked for, and kept for as long as somebody plays it. Made by `SessionLink`; a lazy
 * chunk, as no live view needs it. Nothing is opened at the gateway, so there is nothing to give back.
 */
import { recordingPaths } from '@rpi-live-camera/protocol/http';
import type { Clock } from '../clock/clock.js';
import { PlayerError } from '../errors/player-error.js';
import type { AskOptions } from './gateway-client.js';
import type { SessionRequest } from './gateway-request.js';
import { parsePlayback, type RecordingAccess } from './recording-answer.js';
import type { SharedSessions } from './shared-sessions.js';

export type RecordingClaimDeps = {
  sessions: Pick<SharedSessions, 'ask'>;
  clock: Clock;
  request: SessionRequest & { recording: string };
  /** Nobody wants to play it any more. */
  signal: AbortSignal;
  onViewerAsked: () => void;
  /** It can be played. Told once. */
  onOpened: (recording: RecordingAccess) => void;
  /** It cannot be played, or not any more. */
  onFailed: (error: PlayerError) => void;
};

/** Timers of browsers count to 24 days and fire at once beyond. */
const longestWaitMs = 86_400_000;

/** Asks for the URLs, and again before they would die of silence or with the right that they were given for. */
export async function claimRecording(deps: RecordingClaimDeps): Promise<void> {
  const { signal, onOpened, onFailed } = deps;
  try {
    const access = await openPlayback(deps, await recordingIdOf(deps));
    if (signal.aborted) return;
    keep(deps, access);
    onOpened(access);
  } catch (error) {
    if (!signal.aborted) onFailed(PlayerError.from(error, 'answer_not_understood'));
  }
}

/** @throws PlayerError `recording_not_found` where the newest one is wanted and there is none */
async function recordingIdOf({ sessions, request, ...rest }: RecordingClaimDeps): Promise<string> {
  if (request.recording !== 'latest') return request.recording;
  return sessions.ask(request, {
    ...rest,
    path: `${recordingPaths.recordings(encodeURIComponent(request.cameraId))}?limit=1`,
    init: {},
    read: async (response, { asRecord, notUnderstood, readJson, problemOf }) => {
      if (!response.ok) throw await problemOf(response);
      const { recordings } = asRecord(await readJson(response));
      if (!Array.isArray(recordings)) throw notUnderstood('a list without recordings');
      const { id } = asRecord(recordings[0]);
      if (typeof id === 'string') return id;
      throw new PlayerError('recording_not_found', 'Nothing was recorded of this camera yet.');
    },
  });
}

/** @param known to be asked for once more, with the rights of a token of now */
function openPlayback(
  { sessions, request, ...rest }: RecordingClaimDeps,
  recordingId: string,
  known?: RecordingAccess,
): Promise<RecordingAccess> {
  const path = recordingPaths.playback(encodeURIComponent(request.cameraId), encodeURIComponent(recordingId));
  const read: AskOptions<RecordingAccess>['read'] = async (response, answers, url) => {
    if (!response.ok) throw await answers.problemOf(response);
    return parsePlayback(await answers.readJson(response), response.url || url, answers);
  };
  const init =
    known === undefined
      ? { method: 'POST' }
      : {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ grant: known.grant }),
        };
  return sessions.ask(request, { ...rest, path, init, read });
}

function keep(deps: RecordingClaimDeps, access: RecordingAccess): void {
  keepFromIdling(deps, access);
  const { clock, request, signal, onFailed } = deps;
  // Without the code for it the URLs die with the right, and are asked for anew.
  import('./rights-renewal.js').then(
    ({ keepRights }) =>
      keepRights({
        clock,
        request,
        session: access,
        signal,
        send: (token) => openAgain({ ...deps, request: { ...request, token } }, access),
        onLost: onFailed,
      }),
    () => {},
  );
}

/** A player that is paused asks for nothing. */
function keepFromIdling(deps: RecordingClaimDeps, access: RecordingAccess): void {
  const { clock, signal, onFailed } = deps;
  const cancel = clock.after(Math.min(access.idleMs / 2, longestWaitMs), async () => {
    signal.removeEventListener('abort', cancel);
    try {
      await openAgain(deps, access);
    } catch (error) {
      if (signal.aborted) return;
      // What may pass leaves them as good as before.
      if (error instanceof PlayerError && error.code === 'session_gone') return onFailed(error);
    }
    if (!signal.aborted) keepFromIdling(deps, access);
  });
  signal.addEventListener('abort', cancel, { once: true });
}

/** @throws PlayerError `session_gone` where the gateway has forgotten the URLs and gives others */
async function openAgain(deps: RecordingClaimDeps, access: RecordingAccess): Promise<RecordingAccess> {
  const again = await openPlayback(deps, access.id, access);
  if (again.grant === access.grant) return again;
  throw new PlayerError('session_gone', 'The gateway has forgotten that this recording may be played.');
}
