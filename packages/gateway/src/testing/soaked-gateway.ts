/**
 * The gateway of the soak as a process of its own: serves until it is told to end, and measures itself when it is asked,
 * after all garbage is gone. Forked with `--expose-gc` by `test/soak`.
 */
import { readdirSync } from 'node:fs';
import { getHeapCodeStatistics } from 'node:v8';
import { upgradeWebSocket } from '@hono/node-server';
import { boundHeapGrowth } from '../cli/heap-growth.js';
import { createGateway, type GatewayOptions } from '../gateway.js';
import { serveGateway } from '../server.js';

export type SoakOrder = { start: GatewayOptions; port: number } | 'measure' | 'end';

export type SelfMeasure = {
  heapBytes: number;
  /** Of the heap what the compiler has made so far, which grows with each path that is taken for the first times. */
  codeBytes: number;
  /** Buffers and the like, outside of the heap. */
  externalBytes: number;
  residentBytes: number;
  descriptorCount: number;
  /** What keeps the process alive, by kind: `Timeout`, `TCPSocketWrap`, … */
  resources: Record<string, number>;
};

export type SoakAnswer =
  | { url: string }
  | { measure: SelfMeasure }
  | { left: Record<string, number> }
  | { log: string };

// The loader of TypeScript has them on: each file that an error passes for the first time would keep its parsed map, which
// the gateway as it is installed does not have.
process.setSourceMapsEnabled(false);
boundHeapGrowth();
const tell = (answer: SoakAnswer): void => void (process.connected && process.send?.(answer));
const write =
  (level: string) =>
  (facts: Record<string, unknown>, message: string): void =>
    tell({ log: `${level} ${message} ${JSON.stringify(facts)}` });
const ignore = () => {};
const logger = { error: write('error'), warn: write('warn'), info: ignore, debug: ignore };

function countResources(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

async function measure(): Promise<SelfMeasure> {
  // What waits for a finaliser goes with the second one.
  for (let round = 0; round < 2; round += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  const code = getHeapCodeStatistics();
  return {
    heapBytes: heapUsed,
    codeBytes: code.code_and_metadata_size + code.bytecode_and_metadata_size,
    externalBytes: external,
    residentBytes: rss,
    descriptorCount: process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0,
    resources: countResources(),
  };
}

let isEnding = false;
let end = async (): Promise<void> => {};

process.on('message', (order: SoakOrder) => {
  if (order === 'measure') void measure().then((measured) => tell({ measure: measured }));
  else if (order === 'end') {
    isEnding = true;
    void end().then(() => {
      tell({ left: countResources() });
      process.disconnect();
    });
  } else {
    const gateway = createGateway(order.start, { logger, upgradeWebSocket });
    void gateway.start().then(async () => {
      const server = await serveGateway(gateway, { host: '127.0.0.1', port: order.port });
      end = async () => {
        await server.close();
        await gateway.close();
      };
      tell({ url: server.url.replace(/\/$/, '') });
    });
  }
});

// The parent has gone, and with it whoever could tell this one to end.
process.on('disconnect', () => {
  if (!isEnding) process.exit(1);
});
