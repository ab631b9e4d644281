/**
 * A gateway and cameras in this process, at any broker: the built gateway with its real ffmpeg, agents with the test
 * picture or with a capture that only pretends. For the tests of brokers, which are about what is said, not shown.
 */
import { type Agent, type AgentOptions, type Capture, createAgent } from '@rpi-live-camera/agent';
import { createGateway, type Gateway, type GatewayOptions, serveGateway } from '@rpi-live-camera/gateway';
import { until } from './deadline.js';
import { freeUdpPortRange } from './free-port.js';
import { createLogBook, type LogBook } from './log-book.js';

export type SiteGateway = {
  gateway: Gateway;
  url: string;
  log: LogBook;
  /** What `GET /api/v1/cameras` says of a camera, once it says so. */
  untilCamera(cameraId: string, state: string): Promise<void>;
  /** Asks for a session as a viewer does. */
  view(cameraId: string): Promise<{ status: number; body: Record<string, unknown> }>;
  /** `broker` of `/readyz`. */
  brokerCheck(): Promise<{ ok: boolean; detail: string }>;
};

export type SiteAgent = { agent: Agent; log: LogBook };

export type Site = {
  startGateway(mqtt: GatewayOptions['mqtt'], cameraIds: readonly string[]): Promise<SiteGateway>;
  startAgent(cameraId: string, mqtt: AgentOptions['mqtt'], capture?: Capture): Promise<SiteAgent>;
  /** Closes whatever was started, last to first. */
  close(): Promise<void>;
};

const portCount = 4;
const video = { width: 320, height: 240, framesPerSecond: 25, bitsPerSecond: 500_000 };
const startTimeoutMs = 10_000;
/** Longer than a start may take, and than a heartbeat (30 s): a status that comes just as a gateway subscribes may be lost in the broker. */
const waitMs = 40_000;

export function openSite(): Site {
  const opened: { close(): Promise<void> }[] = [];
  return {
    async startGateway(mqtt, cameraIds) {
      const firstPort = await freeUdpPortRange(portCount);
      const log = createLogBook();
      const gateway = createGateway(
        {
          mqtt,
          cameras: cameraIds.map((id) => ({ id, video })),
          ingest: { bindHost: '127.0.0.1', ports: `${firstPort}-${firstPort + portCount - 1}` },
          sessions: { graceMs: 200, leaseMs: 3000, startTimeoutMs },
          transports: ['hls'],
        },
        { logger: log },
      );
      opened.push(gateway);
      await gateway.start();
      const server = await serveGateway(gateway, { host: '127.0.0.1', port: 0 });
      opened.push(server);
      const ask = async (path: string, init?: RequestInit) => {
        const response = await fetch(new URL(path, server.url), init);
        return { status: response.status, body: (await response.json()) as Record<string, unknown> };
      };
      return {
        gateway,
        url: server.url,
        log,
        async untilCamera(cameraId, state) {
          const isSo = async () => (await ask(`/api/v1/cameras/${cameraId}`)).body.state === state;
          await until(isSo, { what: `${cameraId} to be ${state}`, withinMs: waitMs });
        },
        view: (cameraId) => ask(`/api/v1/cameras/${cameraId}/sessions`, { method: 'POST' }),
        async brokerCheck() {
          const checks = (await ask('/readyz')).body.checks as {
            name: string;
            ok: boolean;
            detail: string;
          }[];
          return checks.find(({ name }) => name === 'broker')!;
        },
      };
    },
    async startAgent(cameraId, mqtt, capture) {
      const log = createLogBook();
      const options = { cameraId, mqtt: mqtt ?? {}, capture: { type: 'test' } } as const;
      const agent = createAgent(options, { logger: log, ...(capture && { capture }) });
      opened.push(agent);
      await agent.start();
      return { agent, log };
    },
    async close() {
      for (const part of opened.splice(0).reverse()) await part.close();
    },
  };
}

/** Watches a camera until media has come through, and leaves again. */
export async function watchOnce({ url, view }: SiteGateway, cameraId: string): Promise<void> {
  const { status, body } = await view(cameraId);
  if (status !== 201) throw new Error(`no session: ${status} ${JSON.stringify(body)}`);
  const [source] = body.sources as { url: string }[];
  const playlistUrl = new URL(source!.url, url);
  const playlist = await (await fetch(playlistUrl)).text();
  const [, uri] = /#EXT-X-PART:.*URI="([^"]+)",INDEPENDENT=YES/.exec(playlist) ?? [];
  if (uri === undefined) throw new Error(`no picture in the playlist:\n${playlist}`);
  const media = await fetch(new URL(uri, playlistUrl));
  const bytes = Buffer.from(await media.arrayBuffer());
  if (media.status !== 200 || !bytes.includes('moof')) {
    throw new Error(`no media at ${uri}: ${media.status}, ${bytes.length} bytes`);
  }
  await fetch(new URL(`/api/v1/sessions/${String(body.id)}`, url), { method: 'DELETE' });
}

/** A capture that says it delivers and sends nothing. */
export function createPretence(): Capture {
  return {
    run: ({ signal, onDelivering }) =>
      new Promise((resolve) => {
        onDelivering();
        if (signal.aborted) resolve({ reason: 'stopped' });
        signal.addEventListener('abort', () => resolve({ reason: 'stopped' }));
      }),
  };
}
