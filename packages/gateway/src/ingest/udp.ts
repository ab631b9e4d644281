/**
 * Receives one run over plain UDP with a socket of our own. Against an ffmpeg in its place (see `npm run bench --
 * ingest`): nothing to start, no process, and the sender can be chosen by address. Made by `createIngest`.
 */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import type { StreamOutput } from '@rpi-live-camera/protocol';
import { GatewayError } from '../errors/gateway-error.js';
import { bindPort } from './bind-port.js';
import { udpCameraUrl } from './camera-url.js';
import type { Ingest, IngestEnd, IngestOptions } from './ingest.js';
import type { PortLease } from './port-pool.js';
import { createSenderFilter } from './sender-filter.js';

/** Asked of the kernel, which may give less (Linux: `net.core.rmem_max`); beyond it, it drops the newest datagrams. A keyframe comes as a burst of up to a few hundred kilobytes. */
const receiveBufferBytes = 4 * 1024 * 1024;
/** A camera that still streams sends something in it: ten pictures a second, or sound. */
const listenFirstMs = 100;

export function createUdpIngest(options: IngestOptions): Ingest {
  const { publicHost, bindHost, ports, port = null, source = null, logger, onBytes } = options;
  const isFromCamera = createSenderFilter({ source, onStranger: tellStranger });
  let socket: Socket | undefined;
  let lease: PortLease | undefined;
  let output: StreamOutput | undefined;
  let isClosed = false;
  let closing: Promise<void> | undefined;
  let settle!: (end: IngestEnd) => void;
  const ended = new Promise<IngestEnd>((resolve) => {
    settle = resolve;
  });

  function tellStranger(address: string, cameraAddress: string): void {
    const message =
      'ignores datagrams from another address than the camera; if they are the camera, set cameras[].ingest.source to it';
    logger.warn({ port: lease?.port, address, cameraAddress }, message);
  }

  async function listen({ port: listenPort, hasRested }: PortLease): Promise<'listening' | 'taken'> {
    const candidate = createSocket({
      type: isIPv6(bindHost) ? 'udp6' : 'udp4',
      recvBufferSize: receiveBufferBytes,
    });
    candidate.bind({ address: bindHost, port: listenPort, exclusive: true });
    try {
      await once(candidate, 'listening');
    } catch (error) {
      candidate.close();
      if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return 'taken';
      const problem = error instanceof Error ? error.message : String(error);
      throw new GatewayError('ffmpeg_failed', `UDP cannot be received: ${problem}`, { cause: error });
    }
    if (!hasRested && (await isSentTo(candidate))) {
      candidate.close();
      logger.warn({ port: listenPort }, 'passes over a port to which a camera of an earlier run still sends');
      return 'taken';
    }
    socket = candidate;
    return 'listening';
  }

  async function open(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    lease = await bindPort({ ports, port, listen });
    signal?.throwIfAborted();
    if (isClosed) throw new GatewayError('ffmpeg_failed', 'The ingest was closed before it listened.');
    socket?.on('message', (datagram, sender) => {
      if (!isClosed && isFromCamera(datagram, sender)) onBytes(datagram);
    });
    socket?.on('error', (error) => settle({ reason: 'failed', message: `UDP broke: ${error.message}` }));
    output = { url: udpCameraUrl({ host: publicHost, port: lease.port }), format: 'mpegts' };
    logger.debug({ port: lease.port }, 'listens for UDP');
  }

  async function release(): Promise<void> {
    const bound = socket;
    socket = undefined;
    if (bound) {
      bound.close();
      await once(bound, 'close');
    }
    lease?.release();
  }

  async function close(): Promise<void> {
    isClosed = true;
    settle({ reason: 'closed' });
    await release();
  }

  return {
    ended,
    get output() {
      return output;
    },
    async start(signal) {
      try {
        await open(signal);
      } catch (error) {
        settle({ reason: 'failed', message: error instanceof Error ? error.message : String(error) });
        await release();
        throw error;
      }
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/**
 * Whether somebody sends there before any camera was told to. It would be taken for the camera of this run, and its picture
 * be shown under another's name.
 */
async function isSentTo(socket: Socket): Promise<boolean> {
  return once(socket, 'message', { signal: AbortSignal.timeout(listenFirstMs) }).then(
    () => true,
    () => false,
  );
}
