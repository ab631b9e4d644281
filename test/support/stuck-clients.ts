/**
 * Clients that mean no good: slow-loris connections and viewers that stop reading, hundreds of them in a process of their
 * own. Whether the gateway still holds a connection is asked of the kernel, since who does not read hears of nothing.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Session } from '@rpi-live-camera/protocol';
import { within } from './deadline.js';

const scriptPath = fileURLToPath(new URL('./stuck-clients.py', import.meta.url));

/** How a client holds on. The first two never finish a request, the others never read an answer. */
export const stuckKinds = ['head', 'body', 'hls', 'fmp4', 'socket', 'mjpeg'] as const;
export type StuckKind = (typeof stuckKinds)[number];

export type StuckClientsOptions = {
  /** Origin of a gateway on 127.0.0.1, by HTTP. */
  gatewayUrl: string;
  cameraId: string;
  counts: Partial<Record<StuckKind, number>>;
};

export type StuckClients = {
  /** How many connections of each kind the gateway holds now. */
  held(): Promise<Record<StuckKind, number>>;
  close(): Promise<void>;
};

type Wish = { port: number; say: string; drip?: string; everyMs?: number };

/** Enough segments to fill every buffer on the way. */
const pipelinedCount = 30;
const established = '01';

export async function startStuckClients({
  gatewayUrl,
  cameraId,
  counts,
}: StuckClientsOptions): Promise<StuckClients> {
  const port = Number(new URL(gatewayUrl).port);
  const kinds = stuckKinds.flatMap((kind) => Array<StuckKind>(counts[kind] ?? 0).fill(kind));
  // All at once: a session of which nothing is heard ends soon.
  const wishes = await Promise.all(
    kinds.map(async (kind): Promise<Wish> => ({ port, ...(await wishOf(kind, gatewayUrl, cameraId)) })),
  );
  const child = spawn('python3', [scriptPath], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  child.stdin.on('error', () => {});
  child.stdin.write(`${JSON.stringify(wishes)}\n`);
  const [line] = await within(once(createInterface({ input: child.stdout }), 'line'), {
    what: 'the stuck clients to connect',
    withinMs: 20_000,
  });
  const kindOfPort = new Map((JSON.parse(line) as number[]).map((local, index) => [local, kinds[index]!]));
  return {
    async held() {
      const held = Object.fromEntries(stuckKinds.map((kind) => [kind, 0])) as Record<StuckKind, number>;
      for (const local of await establishedWith(port)) {
        const kind = kindOfPort.get(local);
        if (kind) held[kind] += 1;
      }
      return held;
    },
    async close() {
      child.stdin.end();
      await within(exited, { what: 'the stuck clients to end', withinMs: 5000 });
    },
  };
}

async function wishOf(kind: StuckKind, gatewayUrl: string, cameraId: string): Promise<Omit<Wish, 'port'>> {
  const head = (line: string, ...more: string[]) => [line, 'Host: gateway.example', ...more, ''].join('\r\n');
  if (kind === 'head') return { say: head(`GET /api/v1/cameras HTTP/1.1`), drip: 'X-Drip: 1\r\n' };
  if (kind === 'body') {
    const path = `/api/v1/cameras/${cameraId}/sessions`;
    return { say: `${head(`POST ${path} HTTP/1.1`, 'Content-Length: 60000')}\r\n`, drip: ' ' };
  }
  const answer = await fetch(`${gatewayUrl}/api/v1/cameras/${cameraId}/sessions`, { method: 'POST' });
  const { sources } = (await answer.json()) as Session;
  const source = sources.find(({ transport }) => transport === (kind === 'socket' ? 'fmp4' : kind));
  if (!source) throw new Error(`the gateway does not offer ${kind}`);
  const { pathname } = new URL(source.url, gatewayUrl);
  if (kind === 'socket') {
    const upgrade = ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13'];
    const key = `Sec-WebSocket-Key: ${Buffer.alloc(16, 7).toString('base64')}`;
    return { say: `${head(`GET ${pathname} HTTP/1.1`, ...upgrade, key)}\r\n` };
  }
  if (kind !== 'hls') return { say: `${head(`GET ${pathname} HTTP/1.1`)}\r\n` };
  const playlist = await (await fetch(new URL(pathname, gatewayUrl))).text();
  const names = [...playlist.matchAll(/^(seg\d+\.m4s)$/gm)].map(([, name]) => name!);
  const newest = pathname.replace('index.m3u8', names.at(-1) ?? 'index.m3u8');
  return { say: `${head(`GET ${newest} HTTP/1.1`)}\r\n`.repeat(pipelinedCount) };
}

/**
 * Ports of those whose connection to a port of this machine stands (man 5 proc_net). Rows that move while the table is read
 * are in it twice, or not at all.
 */
async function establishedWith(port: number): Promise<Set<number>> {
  const table = await readFile('/proc/net/tcp', 'latin1');
  const ports = table
    .split('\n')
    .slice(1)
    .flatMap((row) => {
      const [, local = '', remote = '', state] = row.trim().split(/\s+/);
      const portOf = (place: string) => Number.parseInt(place.split(':')[1] ?? '', 16);
      return state === established && portOf(local) === port ? [portOf(remote)] : [];
    });
  return new Set(ports);
}
