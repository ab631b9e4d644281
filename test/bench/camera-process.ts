/**
 * The process of the benchmark's camera: told once what to send where, sends it in time until the end or until it is told
 * anything more, answers with when each picture left.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { preciseNowMs, type SendCommand, type SentTimes } from './camera-pacer.js';

const datagramBytes = 7 * 188;

const [command] = (await once(process, 'message')) as [SendCommand];
const socket = createSocket('udp4');
socket.connect(command.port, '127.0.0.1');
await once(socket, 'connect');

let isOver = false;
process.once('message', () => {
  isOver = true;
});
process.once('disconnect', () => process.exit(0));

const sent: SentTimes = new Map();
const startedAtMs = performance.now();
for (const [index, { bytes, tail }] of command.pictures.entries()) {
  const dueInMs = startedAtMs + (index * 1000) / command.framesPerSecond - performance.now();
  if (dueInMs > 0) await delay(dueInMs);
  if (isOver) break;
  for (let at = 0; at < bytes.length; at += datagramBytes)
    socket.send(bytes.subarray(at, at + datagramBytes));
  sent.set(tail, preciseNowMs());
}
socket.close();
process.send?.(sent, () => process.disconnect());
