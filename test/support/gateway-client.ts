/** Speaks to a gateway as any viewer could: plain fetch and the contract, none of our player's code. */
import type { CameraList, Problem, Session } from '@rpi-live-camera/protocol';
import { createPlaylistReader, type PlaylistReader } from './playlist-reader.js';

export type OpenedSession = {
  session: Session;
  /** URL of the media playlist. */
  playlistUrl: string;
  /** Checks what it reads. */
  playlist: PlaylistReader;
  keepAlive(): Promise<Response>;
  close(): Promise<Response>;
};

/** Asks for a session; any other answer than 201 is returned as a problem. */
export async function askForSession(
  gatewayUrl: string,
  cameraId: string,
  init: RequestInit = {},
): Promise<{ status: number; opened?: OpenedSession; problem?: Problem; headers: Headers }> {
  const response = await fetch(`${gatewayUrl}/api/v1/cameras/${cameraId}/sessions`, {
    method: 'POST',
    ...init,
  });
  const { status, headers } = response;
  if (status !== 201) return { status, headers, problem: (await response.json()) as Problem };
  const session = (await response.json()) as Session;
  const source = session.sources.find(({ transport }) => transport === 'hls');
  if (!source) throw new Error('the session offers no HLS');
  const sessionUrl = `${gatewayUrl}/api/v1/sessions/${session.id}`;
  const playlistUrl = new URL(source.url, response.url).href;
  const opened = {
    session,
    playlistUrl,
    playlist: createPlaylistReader(playlistUrl),
    keepAlive: () => fetch(`${sessionUrl}/keepalive`, { method: 'POST' }),
    close: () => fetch(sessionUrl, { method: 'DELETE' }),
  };
  return { status, headers, opened };
}

/** Asks for a session that has to be given. */
export async function openSession(gatewayUrl: string, cameraId: string): Promise<OpenedSession> {
  const { status, opened, problem } = await askForSession(gatewayUrl, cameraId);
  if (!opened) throw new Error(`no session: ${status} ${problem?.code} ${problem?.detail}`);
  return opened;
}

export async function cameraStateOf(gatewayUrl: string, cameraId: string) {
  const list = (await (await fetch(`${gatewayUrl}/api/v1/cameras`)).json()) as CameraList;
  const camera = list.cameras.find(({ id }) => id === cameraId);
  if (!camera) throw new Error(`the gateway does not list ${cameraId}`);
  return camera;
}

export type ServerEvent = { event: string; data: unknown };

/** Asks for a session with its progress and reads the events until the gateway closes the response. */
export async function startWithEvents(
  gatewayUrl: string,
  cameraId: string,
): Promise<{ status: number; contentType: string; events: ServerEvent[] }> {
  const response = await fetch(`${gatewayUrl}/api/v1/cameras/${cameraId}/sessions`, {
    method: 'POST',
    headers: { Accept: 'text/event-stream' },
  });
  const text = await response.text();
  const events = text
    .split('\n\n')
    .filter((block) => block.startsWith('event:'))
    .map((block) => {
      const [event = '', data = ''] = block
        .split('\n')
        .map((line) => line.slice(line.indexOf(':') + 1).trim());
      return { event, data: JSON.parse(data) as unknown };
    });
  return { status: response.status, contentType: response.headers.get('Content-Type') ?? '', events };
}
