/** A whole gateway that wants tokens, with a camera: served on a socket, its keys in a file. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { upgradeWebSocket } from '@hono/node-server';
import type { Session } from '@rpi-live-camera/protocol';
import type { ConfigInput } from '../config/schema.js';
import { createGateway, type Gateway } from '../gateway.js';
import { silentLogger } from '../log/logger.js';
import { serveGateway } from '../server.js';
import { startMqttCamera } from './mqtt-camera.js';
import { createTestKey, type TestKey } from './token-signer.js';

export type TokenGateway = {
  gateway: Gateway;
  key: TestKey;
  /** What was written to the log at level info. */
  said: { facts: Record<string, unknown>; message: string }[];
  /** Asks the server; the body of an endless answer is not waited for. */
  ask(method: string, path: string, options?: AskOptions): Promise<Answer>;
  /** A session on the camera `door`, with a token for it. */
  openSession(claims?: Record<string, unknown>): Promise<Session>;
  url: string;
  close(): Promise<void>;
};

export type AskOptions = { token?: string | undefined; body?: string; type?: string };
export type Answer = { status: number; headers: Headers; text: string };

export type TokenGatewayOptions = {
  /** For the camera; each test has its own. */
  ports: string;
  /** Over `auth.mode`, `auth.jwks` and `auth.audience`. */
  auth?: ConfigInput['auth'];
  /** @default nothing is recorded */
  recording?: ConfigInput['recording'];
};

export async function startTokenGateway({
  ports,
  auth,
  recording,
}: TokenGatewayOptions): Promise<TokenGateway> {
  const key = createTestKey('ES256', 'one');
  const directory = await mkdtemp(join(tmpdir(), 'token-gateway-'));
  const jwks = join(directory, 'jwks.json');
  await writeFile(jwks, JSON.stringify({ keys: [key.jwk] }));
  const said: TokenGateway['said'] = [];
  const gateway = createGateway(
    {
      cameras: ['door', 'gate', 'yard'].map((id) => ({ id, ingest: { protocol: 'udp' as const } })),
      broker: { enabled: true, port: 0 },
      ingest: { bindHost: '127.0.0.1', ports },
      sessions: { graceMs: 500, keepAliveMs: 5000 },
      compat: { cameraId: 'door' },
      auth: { mode: 'jwt', jwks, audience: 'cameras', ...auth },
      ...(recording && { recording }),
    },
    {
      upgradeWebSocket,
      logger: { ...silentLogger, info: (facts, message) => said.push({ facts, message }) },
    },
  );
  await gateway.start();
  const camera = await startMqttCamera(gateway.mqttUrl(), 'door');
  while (!(await gateway.checkReadiness()).every(({ ok }) => ok)) await delay(10);
  const server = await serveGateway(gateway, { host: '127.0.0.1', port: 0 });

  const ask: TokenGateway['ask'] = async (method, path, { token, body, type } = {}) => {
    const leaving = new AbortController();
    const headers: Record<string, string> = {};
    if (token !== undefined) headers.Authorization = `Bearer ${token}`;
    if (type !== undefined) headers['Content-Type'] = type;
    const url = new URL(path, server.url);
    const { signal } = leaving;
    const response = await fetch(url, { method, headers, body: body ?? null, signal, redirect: 'manual' });
    const isEndless = /multipart|video\/mp4/.test(response.headers.get('Content-Type') ?? '');
    const text = isEndless ? '' : await response.text();
    leaving.abort();
    return { status: response.status, headers: response.headers, text };
  };

  return {
    gateway,
    key,
    said,
    ask,
    async openSession(claims = {}) {
      const token = await key.sign({ aud: 'cameras', cameras: ['door'], ...claims });
      const answer = await ask('POST', '/api/v1/cameras/door/sessions', { token });
      if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`);
      return JSON.parse(answer.text) as Session;
    },
    url: server.url,
    async close() {
      await camera.close();
      await server.close();
      await gateway.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** The path of a session's source; `grantIn` reads its grant. */
export const grantIn = (session: Session): string => session.sources[0]?.url.split('/')[2] ?? '';
