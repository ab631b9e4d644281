/**
 * Receives a stream by WHEP (draft-ietf-wish-whep): offer out, answer in, further addresses by PATCH. This file is a lazy
 * chunk, imported by `webrtc.ts`.
 */
import { explainFailure, RefusedResponse } from './response-failure.js';
import type { AttachedTransport, AttachOptions, LivePosition } from './transport.js';
import { readDelay, type WebRtcDelay } from './webrtc-delay.js';

const delayEveryMs = 1000;

/** Connects the peer to the video. */
export function attachWebRtc({ video, source, listener, signal }: AttachOptions): AttachedTransport {
  const peer = new RTCPeerConnection();
  const { receiver } = peer.addTransceiver('video', { direction: 'recvonly' });
  // Browsers hold pictures back for a steadier show; 0 asks for as little of that as the line allows.
  if ('jitterBufferTarget' in receiver) receiver.jitterBufferTarget = 0;
  let resourceUrl: string | undefined;
  let ingestMs = 0;
  let delay: WebRtcDelay = { pictureOffsetMs: null, heldBackSeconds: null };
  /** Addresses that were found before the gateway had answered. */
  const early: RTCIceCandidate[] = [];

  peer.addEventListener('icecandidate', ({ candidate }) => {
    if (candidate === null) return;
    if (resourceUrl === undefined) early.push(candidate);
    else void trickle([candidate]);
  });
  peer.addEventListener('track', ({ track, streams }) => {
    video.srcObject = streams[0] ?? new MediaStream([track]);
    listener.onTracks({ hasAudio: false, codecs: 'h264' });
  });
  peer.addEventListener('connectionstatechange', () => {
    if (peer.connectionState !== 'failed' || signal.aborted) return;
    listener.onFailed({ code: 'media_failed', message: 'No way through the network was found for WebRTC.' });
  });
  signal.addEventListener('abort', end, { once: true });

  async function connect(): Promise<void> {
    await peer.setLocalDescription();
    const response = await fetch(source.url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/sdp' },
      body: peer.localDescription?.sdp ?? '',
      signal,
    });
    if (response.status !== 201) throw new RefusedResponse(response.status);
    ingestMs = Number(/ingest;dur=([\d.]+)/.exec(response.headers.get('Server-Timing') ?? '')?.[1] ?? 0);
    resourceUrl = new URL(response.headers.get('Location') ?? '', response.url).href;
    await peer.setRemoteDescription({ type: 'answer', sdp: await response.text() });
    listener.onReady();
    await trickle(early.splice(0));
  }

  /** Best effort: the gateway learns an address that it is spoken to from by itself. */
  async function trickle(candidates: readonly RTCIceCandidate[]): Promise<void> {
    if (resourceUrl === undefined || candidates.length === 0 || signal.aborted) return;
    const lines = candidates.map(({ candidate }) => `a=${candidate}`);
    const body = [`a=mid:${candidates[0]?.sdpMid ?? '0'}`, ...lines, ''].join('\r\n');
    const headers = { 'Content-Type': 'application/trickle-ice-sdpfrag' };
    await fetch(resourceUrl, { method: 'PATCH', headers, body, signal }).catch(() => {});
  }

  const reading = setInterval(async () => {
    delay = await readDelay(peer);
  }, delayEveryMs);

  function end(): void {
    clearInterval(reading);
    peer.close();
    if (resourceUrl !== undefined)
      void fetch(resourceUrl, { method: 'DELETE', keepalive: true }).catch(() => {});
  }

  connect().catch((error: unknown) => {
    if (!signal.aborted) listener.onFailed(explainFailure(error));
  });
  return {
    margin: null,
    position: (): LivePosition => ({
      liveSeconds: null,
      behindSeconds: 0,
      pictureAtMs: delay.pictureOffsetMs === null ? null : Date.now() + delay.pictureOffsetMs - ingestMs,
      pictureClock: 'sender-report',
      edgeLatencySeconds: delay.heldBackSeconds,
    }),
    details: () => ({ engine: 'WebRTC', connection: peer.connectionState }),
  };
}
