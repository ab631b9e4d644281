/** The files of a stream for those who have a session on it. Used by the routes and by the listener. */
import { GatewayError } from '../errors/gateway-error.js';
import type { LiveStream } from '../store/live-stream.js';
import type { FileAnswer, FileRequest } from './file-request.js';
import { createStreamFiles, mediaFilePattern, type Waits } from './stream-files.js';

/** What a grant gives access to; the same object for each request under it. */
export type HlsGrant = Waits & {
  stream: LiveStream;
  /** Sign of life of the viewer. */
  touch(): void;
  /** The viewer is given media. @default nobody is told */
  receives?(transport: 'hls'): void;
};

export type SessionFilesDeps = {
  /** `undefined` for a grant that is unknown, has ended, or is for another camera. */
  openGrant(grant: string, cameraId: string): HlsGrant | undefined;
};

/** @throws GatewayError, also `not_found` for a session that has ended */
export type AnswerSessionFile = (
  grant: string,
  cameraId: string,
  request: FileRequest,
) => FileAnswer | Promise<FileAnswer>;

/** A regular expression for the file names below `/live/:grant/:cameraId/`; other transports live there, too. */
export const sessionFilePattern = `index\\.m3u8|${mediaFilePattern}`;

/** A request is a sign of life when it comes, and one that was blocked again when it is answered. */
export function createSessionFiles({ openGrant }: SessionFilesDeps): AnswerSessionFile {
  const answerFile = createStreamFiles();
  return (grant, cameraId, request) => {
    const open = (): HlsGrant => {
      const opened = openGrant(grant, cameraId);
      if (!opened) throw new GatewayError('not_found', 'The session has ended. Ask for a new one.');
      opened.touch();
      return opened;
    };
    const opened = open();
    if (isMedia(request.fileName)) opened.receives?.('hls');
    return answerFile(opened.stream, request, open, opened);
  };
}

/** Segments and parts; the playlist and init segments begin with another letter. */
function isMedia(fileName: string): boolean {
  return !fileName.startsWith('i');
}
