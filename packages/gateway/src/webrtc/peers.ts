/**
 * WebRTC for viewers, as the routes see it: an offer in, a connection out. Behind it is one process for all viewers, which
 * is started by the first and ends when nobody has used it for a while. If it dies its connections end, no more.
 */
import { randomUUID } from 'node:crypto';
import { GatewayError } from '../errors/gateway-error.js';
import type { Logger } from '../log/logger.js';
import type { FragmentFeed } from '../store/fragment-feed.js';
import { withoutNames } from './candidates.js';
import { isWebRtcInstalled } from './library.js';
import type { PeerEvent, WebRtcSettings } from './messages.js';
import { chooseVideo } from './offer.js';
import { type PeerProcess, startPeerProcess } from './peer-process.js';
import { PictureFanOut } from './picture-fan-out.js';

export type PeersDeps = {
  settings: WebRtcSettings;
  logger: Logger;
  /** A process without a viewer ends after this. @default 30_000 */
  idleMs?: number;
};

export type ConnectOptions = {
  feed: FragmentFeed;
  /** RFC 6381 codec of the stream's video, such as `avc1.42c01e`. */
  codec: string;
  /** SDP. */
  offer: string;
  /** The viewer has lost a picture. */
  onKeyframeWanted(): void;
  /** Called once, when it is over for whatever reason, or could not be made. Not where the offer is refused at once. */
  onEnd(): void;
};

export interface ViewerConnection {
  readonly id: string;
  /** SDP. */
  readonly answer: string;
  /** The viewer is heard of. */
  readonly isConnected: boolean;
  /** Passed over beyond 200. */
  addCandidate(candidate: string, mid: string): void;
  /** Idempotent. */
  close(): void;
}

export interface Peers {
  /** Of the process, while there is one. */
  readonly pid: number | undefined;
  /** Viewers connected or connecting. */
  readonly connectionCount: number;
  /** @throws GatewayError `invalid_request` for an offer that cannot be answered, `internal` where the process fails */
  connect(options: ConnectOptions): Promise<ViewerConnection>;
  /** Ends all. Resolves when the process is gone. */
  close(): Promise<void>;
}

type Connection = ConnectOptions & {
  isConnected: boolean;
  candidateCount: number;
  /** Until then what it asks for is sent again, once. */
  openingUntilMs: number;
  onAnswer(answer: string): void;
  onRefused(error: GatewayError): void;
};

/** An answer takes milliseconds, or 2 s where a STUN server is silent; a process that is later hangs. */
const answerMs = 8000;
/** Some seconds of pictures. */
const maxWaitingCount = 100;
/** Addresses of one viewer that are passed on; browsers find a dozen or two. */
const maxCandidates = 200;
/** How long after its opening a connection may have lost its first packets, because they overtook the viewer's own keys. */
const openingMs = 1000;

/** @returns `undefined` where npm has no build of the library for this machine */
export function createInstalledPeers(deps: PeersDeps): Peers | undefined {
  if (isWebRtcInstalled()) return createPeers(deps);
  deps.logger.warn({}, 'WebRTC is not offered: npm has no node-datachannel for this machine');
  return undefined;
}

export function createPeers({ settings, logger, idleMs = 30_000 }: PeersDeps): Peers {
  const connections = new Map<string, Connection>();
  const fanOuts = new Map<FragmentFeed, PictureFanOut>();
  let current: PeerProcess | undefined;
  let idleTimer: NodeJS.Timeout | undefined;

  function useProcess(): PeerProcess {
    clearTimeout(idleTimer);
    if (current) return current;
    const started = startPeerProcess({
      settings,
      logger,
      onEvent,
      onExit: () => {
        if (current === started) onExit();
      },
    });
    current = started;
    return started;
  }

  function onExit(): void {
    clearTimeout(idleTimer);
    current = undefined;
    for (const id of [...connections.keys()]) forget(id);
  }

  async function endProcess(): Promise<void> {
    const ending = current;
    onExit();
    await ending?.close();
  }

  function fanOutOf(feed: FragmentFeed): PictureFanOut {
    const existing = fanOuts.get(feed);
    if (existing) return existing;
    const fanOut = new PictureFanOut({
      feed,
      send: (to, picture) => current?.send({ kind: 'picture', to, picture }),
      isBehind: () => (current?.waitingCount ?? 0) > maxWaitingCount,
    });
    fanOuts.set(feed, fanOut);
    return fanOut;
  }

  /** The connection is over. */
  function forget(id: string): void {
    const connection = connections.get(id);
    if (!connection) return;
    connections.delete(id);
    const fanOut = fanOuts.get(connection.feed);
    fanOut?.remove(id);
    if (fanOut?.isEmpty) fanOuts.delete(connection.feed);
    connection.onRefused(new GatewayError('internal', 'WebRTC has failed. Try again, or another transport.'));
    connection.onEnd();
    if (connections.size > 0 || !current) return;
    idleTimer = setTimeout(() => void endProcess(), idleMs);
    idleTimer.unref();
  }

  function onEvent(event: PeerEvent): void {
    const connection = connections.get(event.id);
    if (!connection) return;
    switch (event.kind) {
      case 'answered':
        connection.onAnswer(event.answer);
        break;
      case 'refused':
        connection.onRefused(new GatewayError('invalid_request', `The offer is wrong: ${event.message}.`));
        forget(event.id);
        break;
      case 'failed':
        logger.error({ error: event.message }, 'a WebRTC connection could not be made');
        forget(event.id);
        break;
      case 'opened':
        connection.openingUntilMs = performance.now() + openingMs;
        fanOutOf(connection.feed).add(event.id);
        break;
      case 'connected':
        connection.isConnected = event.isConnected;
        break;
      case 'keyframe-wanted':
        if (performance.now() > connection.openingUntilMs) connection.onKeyframeWanted();
        else fanOutOf(connection.feed).add(event.id);
        connection.openingUntilMs = 0;
        break;
      case 'ended':
        forget(event.id);
    }
  }

  async function connect(options: ConnectOptions): Promise<ViewerConnection> {
    const { codec, offer } = options;
    const video = chooseVideo(offer, codec);
    const peerProcess = useProcess();
    const id = randomUUID();
    const connection: Connection = {
      ...options,
      isConnected: false,
      candidateCount: 0,
      openingUntilMs: 0,
      onAnswer: () => {},
      onRefused: () => {},
    };
    connections.set(id, connection);
    const timer = setTimeout(() => void endProcess(), answerMs);
    const answer = await new Promise<string>((resolve, reject) => {
      connection.onAnswer = resolve;
      connection.onRefused = reject;
      peerProcess.send({ kind: 'connect', id, offer: withoutNames(offer), video });
    }).finally(() => clearTimeout(timer));
    return {
      id,
      answer,
      get isConnected() {
        return connection.isConnected;
      },
      addCandidate(candidate, mid) {
        connection.candidateCount += 1;
        if (connection.candidateCount <= maxCandidates)
          peerProcess.send({ kind: 'candidate', id, candidate, mid });
      },
      close() {
        peerProcess.send({ kind: 'close', id });
        forget(id);
      },
    };
  }

  return {
    get pid() {
      return current?.pid;
    },
    get connectionCount() {
      return connections.size;
    },
    connect,
    close: endProcess,
  };
}
