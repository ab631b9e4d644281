/** What the soak breaks, one thing at a time: each is over, or mends itself, within a few seconds. */
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { DelayingRelay } from '../faults/delaying-relay.js';
import type { Mosquitto } from '../support/mosquitto.js';
import { ffmpegsOf } from '../support/processes.js';
import type { GatewayUnderSoak } from './gateway-under-soak.js';
import type { SoakCamera } from './soak-cameras.js';

export type FaultScene = {
  gateway: GatewayUnderSoak;
  mosquitto: Mosquitto;
  /** The gateway's way to the broker. */
  relay: DelayingRelay;
  cameras: readonly SoakCamera[];
  /** First and last UDP port at which cameras are received. */
  ports: readonly [number, number];
  random(): number;
};

export type SoakFault = { name: string; strike(scene: FaultScene): Promise<void> };

const datagramCount = 300;
const idleConnectionCount = 20;
const idleMs = 3000;

const one = <T>(items: readonly T[], random: () => number): T | undefined =>
  items[Math.floor(random() * items.length)];

function signalOne(pidsOf: (scene: FaultScene) => Promise<number[]>, signal: NodeJS.Signals) {
  return async (scene: FaultScene): Promise<void> => {
    const pid = one(await pidsOf(scene), scene.random);
    try {
      if (pid !== undefined) process.kill(pid, signal);
    } catch {
      // It has ended meanwhile.
    }
  };
}

const receivers = async ({ gateway }: FaultScene): Promise<number[]> =>
  (await ffmpegsOf(gateway.pid))
    .filter(({ command }) => command.includes('mode=listener'))
    .map(({ pid }) => pid);
const decoders = async ({ gateway }: FaultScene): Promise<number[]> =>
  (await ffmpegsOf(gateway.pid)).filter(({ command }) => command.includes('mpjpeg')).map(({ pid }) => pid);
const captures = async ({ cameras }: FaultScene): Promise<number[]> =>
  (await Promise.all(cameras.map((camera) => camera.filming()))).flat();

export const soakFaults: readonly SoakFault[] = [
  { name: 'receiver killed', strike: signalOne(receivers, 'SIGKILL') },
  { name: 'receiver hangs', strike: signalOne(receivers, 'SIGSTOP') },
  { name: 'picture decoder killed', strike: signalOne(decoders, 'SIGKILL') },
  { name: 'picture decoder hangs', strike: signalOne(decoders, 'SIGSTOP') },
  { name: 'capture killed', strike: signalOne(captures, 'SIGKILL') },
  { name: 'capture hangs', strike: signalOne(captures, 'SIGSTOP') },
  {
    name: 'camera killed and started',
    strike: async ({ cameras, random }) => one(cameras, random)?.killAndRestart(),
  },
  {
    name: 'broker out of reach for 3 s',
    async strike({ relay }) {
      relay.setDoor('shut');
      await delay(3000);
      relay.setDoor('open');
    },
  },
  {
    name: 'broker slow for 5 s',
    async strike({ relay }) {
      relay.setDelay(1500);
      await delay(5000);
      relay.setDelay(0);
    },
  },
  { name: 'broker killed and started', strike: ({ mosquitto }) => mosquitto.restart() },
  { name: 'junk at the ports of cameras', strike: sendJunk },
  { name: 'connections that say nothing', strike: openIdleConnections },
];

async function sendJunk({ ports: [first, last], random }: FaultScene): Promise<void> {
  const socket = createSocket('udp4');
  for (let count = 0; count < datagramCount; count += 1) {
    const junk = Buffer.from(Array.from({ length: 1316 }, () => Math.floor(random() * 256)));
    socket.send(junk, first + Math.floor(random() * (last - first + 1)), '127.0.0.1');
    if (count % 20 === 0) await delay(10);
  }
  socket.close();
}

async function openIdleConnections({ gateway }: FaultScene): Promise<void> {
  const { hostname, port } = new URL(gateway.url);
  const sockets = Array.from({ length: idleConnectionCount }, (_, index) => {
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    // Some say nothing, some half a request.
    if (index % 2 === 0) socket.write('GET /api/v1/cameras HTTP/1.1\r\nHost: ');
    return socket;
  });
  await delay(idleMs);
  for (const socket of sockets) socket.destroy();
}
