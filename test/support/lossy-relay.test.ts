import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { describe, it, type TestContext } from 'node:test';
import { until } from './deadline.js';
import { type LossyRelayOptions, startLossyRelay } from './lossy-relay.js';

async function openSocket(t: TestContext): Promise<{ socket: Socket; heard: number[]; port: number }> {
  const socket = createSocket('udp4');
  const heard: number[] = [];
  socket.on('message', (datagram) => heard.push(datagram.readUInt16BE()));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  t.after(() => socket.close());
  return { socket, heard, port: socket.address().port };
}

async function openLine(t: TestContext, options: Omit<LossyRelayOptions, 'toPort'>) {
  const camera = await openSocket(t);
  const gateway = await openSocket(t);
  const relay = await startLossyRelay({ ...options, toPort: gateway.port });
  t.after(() => relay.close());
  const send = (from: Socket, number: number, port: number) => {
    const datagram = Buffer.alloc(2);
    datagram.writeUInt16BE(number);
    from.send(datagram, port, '127.0.0.1');
  };
  return { camera, gateway, relay, send };
}

const numbers = Array.from({ length: 200 }, (_, index) => index);

describe('startLossyRelay', () => {
  it('delays every datagram and keeps their order whatever the jitter', async (t) => {
    const { camera, gateway, relay, send } = await openLine(t, { lossShare: 0, delayMs: 60, jitterMs: 40 });
    const sentAtMs = performance.now();
    for (const number of numbers) send(camera.socket, number, relay.port);
    await until(() => gateway.heard.length > 0, {
      what: 'the first datagram',
      withinMs: 5000,
      everyMs: 1,
    });
    assert.ok(performance.now() - sentAtMs >= 20);
    await until(() => gateway.heard.length === numbers.length, { what: 'all of them', withinMs: 5000 });
    assert.deepEqual(gateway.heard, numbers);
  });

  it('loses about the share that it is told', async (t) => {
    const { camera, gateway, relay, send } = await openLine(t, { lossShare: 0.25 });
    for (const number of numbers) send(camera.socket, number, relay.port);
    const { lost } = await until(
      () =>
        relay.counts().received === numbers.length &&
        gateway.heard.length === numbers.length - relay.counts().lost &&
        relay.counts(),
      { what: 'what was not lost', withinMs: 5000 },
    );
    assert.ok(lost > 20 && lost < 80, `${lost} of ${numbers.length}`);
  });

  it('brings answers back, and nothing either way while it is cut', async (t) => {
    const { camera, gateway, relay, send } = await openLine(t, { lossShare: 0 });
    gateway.socket.on('message', (datagram, { port }) => gateway.socket.send(datagram, port, '127.0.0.1'));
    send(camera.socket, 1, relay.port);
    await until(() => camera.heard.length === 1, { what: 'the answer', withinMs: 5000 });
    relay.setLine('cut');
    send(camera.socket, 2, relay.port);
    await until(() => relay.counts().received === 2, { what: 'the datagram in the cut', withinMs: 5000 });
    relay.setLine('whole');
    send(camera.socket, 3, relay.port);
    await until(() => camera.heard.includes(3), { what: 'the answer after the cut', withinMs: 5000 });
    assert.deepEqual(gateway.heard, [1, 3]);
  });
});
