/** The ways a session can receive its stream, in the order in which a player should try them. */
import type { Source } from '@rpi-live-camera/protocol';
import { playlistMediaType, type Transport } from '@rpi-live-camera/protocol/http';
import type { ViewerSession } from './viewer-session.js';

export type SourceSettings = {
  /** Setting `transports`, as far as they are there: which to offer, in this order. */
  transports: readonly Transport[];
  /** Setting `publicUrl`: makes every URL absolute. */
  publicUrl: string | null;
};

type SourceKind = { file: string; typeFor?(codecs: string | undefined): string };

const sourceKinds: Record<Transport, SourceKind> = {
  hls: { file: 'index.m3u8', typeFor: () => playlistMediaType },
  fmp4: { file: 'live.mp4', typeFor: (codecs) => `video/mp4; codecs="${codecs}"` },
  webrtc: { file: 'whep' },
  mjpeg: { file: 'video.mjpeg' },
};

/** @param prefix path that the app is mounted at, `''` at the root */
export function listSources(session: ViewerSession, prefix: string, settings: SourceSettings): Source[] {
  const base = settings.publicUrl === null ? prefix : settings.publicUrl.replace(/\/$/, '');
  return settings.transports.map((transport) => {
    const kind = sourceKinds[transport];
    const url = `${base}/live/${session.grant}/${session.cameraId}/${kind.file}`;
    const type = kind.typeFor?.(session.stream.live.codecs);
    return { transport, url, ...(type === undefined ? {} : { type }) };
  });
}
