/** The ways a session can receive its stream, in the order in which a player should try them. */
import type { Source } from '@rpi-live-camera/protocol';
import { playlistMediaType, type Transport } from '@rpi-live-camera/protocol/http';
import type { ViewerSession } from './viewer-session.js';

type SourceKind = { file: string; typeFor?(codecs: string | undefined): string };

const sourceKinds: Record<Transport, SourceKind> = {
  hls: { file: 'index.m3u8', typeFor: () => playlistMediaType },
  fmp4: { file: 'live.mp4', typeFor: (codecs) => `video/mp4; codecs="${codecs}"` },
  webrtc: { file: 'whep' },
  mjpeg: { file: 'video.mjpeg' },
};

/** @param base what the URLs begin with: a path or an origin and a path, without a slash at the end */
export function listSources(
  session: ViewerSession,
  base: string,
  transports: readonly Transport[],
): Source[] {
  return transports.map((transport) => {
    const kind = sourceKinds[transport];
    const url = `${base}/live/${session.grant}/${session.cameraId}/${kind.file}`;
    const type = kind.typeFor?.(session.stream.live.codecs);
    return { transport, url, ...(type === undefined ? {} : { type }) };
  });
}
