/**
 * An IP camera for tests: an RTSP 1.0 server (RFC 2326) on loopback that sends RTP interleaved over TCP, with pictures
 * and sound that a real ffmpeg encodes and packs. Refuses, demands a password or falls silent when told.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { within } from './within.js';

export type RtspCameraOptions = {
  picture?: 'h264' | 'hevc' | 'h264 with B-frames';
  sound?: 'aac' | 'g711' | 'none';
  /** `user:password`, demanded by Basic authentication. */
  credentials?: string;
  port?: number;
};

export type RtspCamera = {
  /** With the credentials. */
  url: string;
  port: number;
  /** `silent`: accepts connections and says nothing; `frozen`: answers, but sends no media any more. */
  manner: 'normal' | 'silent' | 'frozen';
  /** Methods that were asked for, in order. */
  heard: string[];
  close(): Promise<void>;
};

const path = '/stream1';
const video = {
  h264: [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-tune',
    'zerolatency',
    '-bf',
    '0',
    '-x264-params',
    'aud=1',
  ],
  hevc: ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=error:bframes=0'],
  'h264 with B-frames': ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '2'],
};
const audio = {
  aac: ['-c:a', 'aac', '-ar', '48000'],
  g711: ['-c:a', 'pcm_mulaw', '-ar', '8000', '-ac', '1'],
};

type Track = { rtp: UdpSocket; rtcp: UdpSocket; port: number };

export async function startRtspCamera(options: RtspCameraOptions = {}): Promise<RtspCamera> {
  const { picture = 'h264', sound = 'aac', credentials, port = 0 } = options;
  const tracks = [await openTrack(), ...(sound === 'none' ? [] : [await openTrack()])];
  const encoder = spawn(
    'ffmpeg',
    [
      ...[
        '-hide_banner',
        '-loglevel',
        'error',
        '-nostdin',
        '-re',
        '-f',
        'lavfi',
        '-i',
        'testsrc2=s=640x480:r=25',
      ],
      ...['-re', '-f', 'lavfi', '-i', 'sine=r=48000', '-map', '0:v', ...video[picture], '-g', '25'],
      ...[
        '-pix_fmt',
        'yuv420p',
        '-flags:v',
        '+global_header',
        '-f',
        'rtp',
        `rtp://127.0.0.1:${tracks[0]!.port}?pkt_size=1200`,
      ],
      ...(sound === 'none'
        ? []
        : ['-map', '1:a', ...audio[sound], '-f', 'rtp', `rtp://127.0.0.1:${tracks[1]!.port}?pkt_size=1200`]),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const sdp = await readSdp(encoder, tracks.length);
  const camera: RtspCamera = { url: '', port: 0, manner: 'normal', heard: [], close };
  const connections = new Set<Socket>();
  const server = createServer((socket) => {
    connections.add(socket);
    socket.on('error', () => {}).on('close', () => connections.delete(socket));
    serve(socket, { camera, sdp, tracks, credentials });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  camera.port = (server.address() as AddressInfo).port;
  camera.url = `rtsp://${credentials ? `${credentials}@` : ''}127.0.0.1:${camera.port}${path}`;
  return camera;

  async function close() {
    const ended = once(encoder, 'exit');
    encoder.kill('SIGKILL');
    for (const socket of connections) socket.destroy();
    server.close();
    for (const { rtp, rtcp } of tracks) for (const socket of [rtp, rtcp]) socket.close();
    await ended;
  }
}

/** RTP on an even port, RTCP on the next one. */
async function openTrack(): Promise<Track> {
  for (;;) {
    const [rtp, rtcp] = [createSocket('udp4'), createSocket('udp4')];
    rtp.bind(0, '127.0.0.1');
    await once(rtp, 'listening');
    const { port } = rtp.address();
    rtcp.bind(port + 1, '127.0.0.1');
    const isBound = await Promise.race([once(rtcp, 'listening'), once(rtcp, 'error')])
      .then(() => true)
      .catch(() => false);
    if (isBound && port % 2 === 0) return { rtp, rtcp, port };
    rtp.close();
    rtcp.close();
  }
}

/** ffmpeg prints the description once every stream has begun; control names are added for SETUP. */
async function readSdp(encoder: ChildProcess, trackCount: number): Promise<string> {
  let text = '';
  const complete = new Promise<void>((resolve) => {
    encoder.stdout!.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      if ((text.match(/^a=rtpmap|^m=audio \d+ RTP\/AVP 0/gm)?.length ?? 0) >= trackCount) resolve();
    });
  });
  await within(complete, 8000, 'the description of the test camera');
  let track = 0;
  return text
    .replace(/^SDP:\s*/, '')
    .trim()
    .replaceAll(/^m=(\w+) \d+ (.*)$/gm, (_, kind, rest) => `m=${kind} 0 ${rest}\r\na=control:track${track++}`)
    .replaceAll(/\r?\n/g, '\r\n')
    .concat('\r\n');
}

type Serving = { camera: RtspCamera; sdp: string; tracks: Track[]; credentials: string | undefined };

function serve(socket: Socket, { camera, sdp, tracks, credentials }: Serving): void {
  let received = Buffer.alloc(0);
  let channels: { from: UdpSocket; send(packet: Buffer): void }[] = [];
  socket.on('close', () => {
    for (const { from, send } of channels) from.off('message', send);
  });
  const connect = (from: UdpSocket, channel: number) => {
    const send = (packet: Buffer) => {
      if (camera.manner !== 'normal') return;
      const header = Buffer.from([0x24, channel, packet.length >> 8, packet.length & 0xff]);
      socket.write(Buffer.concat([header, packet]));
    };
    channels = [...channels, { from, send }];
  };
  socket.on('data', (bytes) => {
    received = Buffer.concat([received, bytes]);
    for (;;) {
      // What the client tells over RTCP comes interleaved, too.
      if (received[0] === 0x24) {
        if (received.length < 4 || received.length < 4 + received.readUInt16BE(2)) return;
        received = received.subarray(4 + received.readUInt16BE(2));
        continue;
      }
      const end = received.indexOf('\r\n\r\n');
      if (end < 0 || camera.manner === 'silent') return;
      const request = received.subarray(0, end).toString();
      received = received.subarray(end + 4);
      answer(request);
    }
  });

  function answer(request: string) {
    const [, method = '', url = ''] = /^(\w+) (\S+)/.exec(request) ?? [];
    const header = (name: string) => new RegExp(`^${name}: *(.*)$`, 'im').exec(request)?.[1]?.trim();
    const reply = (status: string, lines: string[] = [], body = '') =>
      socket.write([`RTSP/1.0 ${status}`, `CSeq: ${header('CSeq')}`, ...lines, '', body].join('\r\n'));
    camera.heard.push(method);
    const expected = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
    if (method === 'OPTIONS') return reply('200 OK', ['Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN']);
    if (expected && header('Authorization') !== expected) {
      return reply('401 Unauthorized', ['WWW-Authenticate: Basic realm="camera"']);
    }
    if (!new URL(url).pathname.startsWith(path)) return reply('404 Not Found');
    switch (method) {
      case 'DESCRIBE': {
        const about = [
          'Content-Type: application/sdp',
          `Content-Base: ${url}/`,
          `Content-Length: ${sdp.length}`,
        ];
        return reply('200 OK', about, sdp);
      }
      case 'SETUP': {
        const transport = header('Transport') ?? '';
        const [, first = ''] = /interleaved=(\d+)-\d+/.exec(transport) ?? [];
        if (!first) return reply('461 Unsupported Transport');
        const track = tracks[Number(/track(\d)$/.exec(url)?.[1])]!;
        connect(track.rtp, Number(first));
        connect(track.rtcp, Number(first) + 1);
        return reply('200 OK', [`Transport: ${transport}`, 'Session: 1;timeout=60']);
      }
      case 'PLAY':
        reply('200 OK', ['Session: 1']);
        for (const { from, send } of channels) from.on('message', send);
        return;
      default:
        return reply('200 OK', ['Session: 1']);
    }
  }
}
