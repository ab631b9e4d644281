/**
 * A whole gateway on a port, with its broker, a camera that streams and one that is gone; a viewer's session on it, and a
 * recording with a right to play it.
 */
import { createSocket } from 'node:dgram';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { createGateway, serveGateway, upgradeWebSocket } from '../../../packages/gateway/src/index.js';
import type { Playback, RecordingList } from '../../../packages/protocol/src/index.js';
import { freeUdpPortRange } from '../../support/free-port.js';
import { recordedPackets } from '../demuxer/recordings.js';

export type Stage = {
  port: number;
  /** Fills in the session's words; opens another session where that has ended. */
  fill(): Promise<(text: string) => string>;
  close(): Promise<void>;
};

type Session = { id: string; sources: { transport: string; url: string }[] };
type Command = { action: string; runId: string; output?: { url: string } };

const portCount = 4;
/** Some 200 packets a second, in datagrams of seven, as the capture was made. */
const datagramMs = 30;
/** The fuzzing may end the session: some inputs have one that is over. */
const checkEveryMs = 100;

export async function openStage(): Promise<Stage> {
  const firstPort = await freeUdpPortRange(portCount);
  const path = await mkdtemp(join(tmpdir(), 'fuzz-recordings-'));
  const gateway = createGateway(
    {
      host: '127.0.0.1',
      broker: { enabled: true, port: 0 },
      ingest: {
        protocol: 'udp',
        bindHost: '127.0.0.1',
        ports: `${firstPort}-${firstPort + portCount - 1}`,
      },
      cameras: [{ id: 'door', video: { framesPerSecond: 10 } }, { id: 'yard' }],
      sessions: { keepAliveMs: 3000, maxPerCamera: 40 },
      compat: { cameraId: 'door' },
      recording: { mode: 'on-demand', path, minFreeBytes: 0, maxBytes: 64 * 1024 * 1024 },
    },
    { upgradeWebSocket },
  );
  await gateway.start();
  const server = await serveGateway(gateway, { host: '127.0.0.1', port: 0 });
  const closeCamera = await startCamera(gateway.mqttUrl());
  const url = server.url.replace('localhost', '127.0.0.1');

  async function openSession(): Promise<Session> {
    for (;;) {
      const response = await fetch(`${url}api/v1/cameras/door/sessions`, { method: 'POST' });
      if (response.status === 201) return (await response.json()) as Session;
      await response.arrayBuffer();
      // Sessions that the fuzzing has opened end by themselves.
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  let session = await openSession();
  let playing = await playRecording(`${url}api/v1/cameras/door/recordings`);
  let checkedAtMs = performance.now();
  return {
    port: server.port,
    async fill() {
      if (performance.now() - checkedAtMs > checkEveryMs) {
        const alive = await fetch(`${url}api/v1/sessions/${session.id}/keepalive`, { method: 'POST' });
        await alive.arrayBuffer();
        if (alive.status !== 200) session = await openSession();
        const isThere = await fetch(`${url}recordings/${playing.grant}/door/index.m3u8`);
        await isThere.arrayBuffer();
        if (isThere.status !== 200) playing = await playRecording(`${url}api/v1/cameras/door/recordings`);
        checkedAtMs = performance.now();
      }
      const { id, sources } = session;
      const hls = sources.find(({ transport }) => transport === 'hls')?.url ?? '';
      const words = {
        '{session}': id,
        '{grant}': hls.split('/')[2] ?? '',
        '{file}': 'seg7.m4s',
        '{recording}': playing.recording.id,
        '{playback}': playing.grant,
      };
      return (text) =>
        Object.entries(words).reduce((filled, [word, value]) => filled.replace(word, value), text);
    },
    async close() {
      await closeCamera();
      await server.close();
      await gateway.close();
      await rm(path, { recursive: true });
    },
  };
}

/** A right to play the newest recording that is finished; makes one where the fuzzing has deleted all. */
async function playRecording(place: string): Promise<Playback> {
  for (;;) {
    const { recordings } = (await (await fetch(place)).json()) as RecordingList;
    const finished = recordings.find(({ state }) => state === 'finished');
    if (!finished) {
      for (const action of ['', '/stop']) await (await fetch(place + action, { method: 'POST' })).text();
      continue;
    }
    const response = await fetch(`${place}/${finished.id}/playback`, { method: 'POST' });
    if (response.status === 201) return (await response.json()) as Playback;
    await response.arrayBuffer();
  }
}

/** Sends its capture again and again while it is wanted; another camera says goodbye. */
async function startCamera(brokerUrl: string): Promise<() => Promise<void>> {
  const client = await connectAsync(brokerUrl);
  const socket = createSocket('udp4');
  const packets = recordedPackets('plain');
  let at = 0;
  let run: { id: string; port: number } | undefined;
  const sending = setInterval(() => {
    if (!run) return;
    socket.send(Buffer.concat(packets.slice(at, at + 7)), run.port, '127.0.0.1');
    at = at + 7 >= packets.length ? 0 : at + 7;
  }, datagramMs);
  client.on('message', (_topic, payload) => {
    const { action, runId, output } = JSON.parse(payload.toString()) as Command;
    if (action === 'STOP_LIVE_STREAM' && run?.id === runId) run = undefined;
    if (action !== 'START_LIVE_STREAM' || !output || run?.id === runId) return;
    run = { id: runId, port: Number(new URL(output.url).port) };
    at = 0;
  });
  await client.subscribeAsync('cameras/door/control', { qos: 1 });
  await client.publishAsync('cameras/yard/status', JSON.stringify({ v: 1, state: 'offline' }), { qos: 1 });
  return async () => {
    clearInterval(sending);
    socket.close();
    await client.endAsync(true);
  };
}
