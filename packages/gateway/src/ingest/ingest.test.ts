/** Both ingests with real senders: the ffmpeg that a camera runs, and a plain socket. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { GatewayError } from '../errors/gateway-error.js';
import type { Logger } from '../log/logger.js';
import { silentLogger } from '../log/logger.js';
import { within } from '../testing/deadline.js';
import { createCollector, demux } from '../testing/demuxed.js';
import { createFakeFfmpeg } from '../testing/fake-ffmpeg.js';
import { recordTransportStream } from '../testing/recorded-stream.js';
import { createIngest, type Ingest, type IngestOptions } from './ingest.js';
import { PortPool } from './port-pool.js';

let folder: string;
let recordingPath: string;
let recording: Buffer;
/** What a test started and has to end, newest first. */
const cleanups: (() => unknown)[] = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rpi-live-camera-'));
  recordingPath = join(folder, 'camera.ts');
  recording = await recordTransportStream({ size: '160x120', seconds: 2 });
  await writeFile(recordingPath, recording);
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});
after(() => rm(folder, { recursive: true, force: true }));

function createWarnings() {
  const warnings: string[] = [];
  const warn: Logger['warn'] = (facts, message) => warnings.push(`${message} ${JSON.stringify(facts)}`);
  return { warnings, logger: { ...silentLogger, warn } };
}

type Listening = { ingest: Ingest; bytes(): Buffer; firstPicture(): Promise<void>; url(): string };

function createListening(options: Partial<IngestOptions>): Listening {
  const received: Buffer[] = [];
  let onPicture = () => {};
  const firstPicture = new Promise<void>((resolve) => {
    onPicture = resolve;
  });
  const { demuxer, result } = createCollector();
  const first = 30_000 + Math.floor(Math.random() * 2000);
  const ingest = createIngest({
    protocol: 'srt',
    publicHost: '127.0.0.1',
    bindHost: '127.0.0.1',
    ports: new PortPool(`${first}-${first + 9}`),
    srtLatencyMs: 20,
    timeoutMs: 1000,
    ffmpegPath: 'ffmpeg',
    logger: silentLogger,
    onBytes: (bytes) => {
      received.push(bytes);
      demuxer.write(bytes);
      if (result.video.length > 0) onPicture();
    },
    ...options,
  });
  cleanups.push(() => ingest.close());
  return {
    ingest,
    bytes: () => Buffer.concat(received),
    firstPicture: () => within(firstPicture, 'the first picture'),
    url: () => ingest.output?.url ?? assert.fail('no output'),
  };
}

/** The camera: an ffmpeg that pushes the recording in real time to `url`. */
function startCamera(url: string, repeat: 'forever' | 'once' = 'forever') {
  const input = ['-re', '-stream_loop', repeat === 'once' ? '0' : '-1', '-i', recordingPath];
  const camera = spawn('ffmpeg', ['-v', 'error', '-nostdin', ...input, '-c', 'copy', '-f', 'mpegts', url], {
    stdio: 'ignore',
  });
  const exited = once(camera, 'exit');
  cleanups.push(() => camera.kill('SIGKILL'));
  return { camera, exited };
}

async function openSocket(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  cleanups.push(() => socket.close());
  return socket;
}

for (const protocol of ['srt', 'udp'] as const) {
  describe(`createIngest over ${protocol}`, () => {
    it('hears a camera that is started as soon as it listens', async () => {
      const { ingest, firstPicture, url } = createListening({ protocol });
      assert.equal(ingest.output, undefined);
      await ingest.start();
      assert.match(url(), new RegExp(`^${protocol}://127\\.0\\.0\\.1:\\d+\\?`));
      startCamera(url());
      await firstPicture();
    });

    it('frees its port, and says that it was closed', async () => {
      const ports = new PortPool('31990-31990');
      const one = createListening({ protocol, ports });
      await one.ingest.start();
      await within(Promise.all([one.ingest.close(), one.ingest.close()]), 'the close');
      assert.deepEqual(await one.ingest.ended, { reason: 'closed' });
      const other = createListening({ protocol, ports });
      await other.ingest.start();
      assert.match(other.url(), /:31990\?/);
    });

    it('hands nothing over after close', async () => {
      const { ingest, bytes, firstPicture, url } = createListening({ protocol });
      await ingest.start();
      startCamera(url());
      await firstPicture();
      const closing = ingest.close();
      const atClose = bytes().length;
      await within(closing, 'the close');
      assert.equal(bytes().length, atClose);
    });

    it('goes past a port that another program holds', async () => {
      const holder = await openSocket();
      const { port } = holder.address();
      const { ingest, url } = createListening({ protocol, ports: new PortPool(`${port}-${port + 9}`) });
      await ingest.start();
      assert.doesNotMatch(url(), new RegExp(`:${port}\\?`));
    });

    it('fails on a fixed port that another program holds', async () => {
      const holder = await openSocket();
      const { ingest } = createListening({ protocol, port: holder.address().port });
      await assert.rejects(
        ingest.start(),
        (error) => error instanceof GatewayError && /is held by another program/.test(error.message),
      );
      assert.equal((await ingest.ended).reason, 'failed');
    });

    it('stops starting when it is closed or no longer wanted', async () => {
      const ports = new PortPool('31980-31980');
      const closed = createListening({ protocol, ports });
      const starting = closed.ingest.start();
      const closing = closed.ingest.close();
      await assert.rejects(starting, GatewayError);
      await closing;
      const abort = new AbortController();
      const aborted = createListening({ protocol, ports });
      const abortedStart = aborted.ingest.start(abort.signal);
      abort.abort(new Error('nobody watches'));
      await assert.rejects(abortedStart, /nobody watches/);
      const next = createListening({ protocol, ports });
      await next.ingest.start();
    });

    it('tells the camera an IPv6 address in brackets', async () => {
      const { ingest, url } = createListening({ protocol, publicHost: '2001:db8::7' });
      await ingest.start();
      assert.match(url(), /^(srt|udp):\/\/\[2001:db8::7\]:\d+\?/);
    });
  });
}

describe('createIngest over srt', () => {
  it('tells the camera a passphrase and a latency of its own', async () => {
    const [one, other] = [createListening({}), createListening({})];
    await Promise.all([one.ingest.start(), other.ingest.start()]);
    const pattern =
      /^srt:\/\/127\.0\.0\.1:\d+\?mode=caller&passphrase=([A-Za-z0-9]{32})&pkt_size=1316&latency=20000$/;
    const [, first] = pattern.exec(one.url()) ?? [];
    const [, second] = pattern.exec(other.url()) ?? [];
    assert.ok(first !== undefined && second !== undefined && first !== second);
  });

  it('refuses callers with another passphrase or none, says so once, and waits on', async () => {
    const { logger, warnings } = createWarnings();
    const { ingest, firstPicture, url } = createListening({ logger });
    await ingest.start();
    for (const guess of [
      'passphrase=guessedguessedguessed',
      'passphrase=',
      'passphrase=guessedagainandagain',
    ]) {
      const stranger = startCamera(url().replace(/passphrase=\w+/, guess));
      await within(stranger.exited, 'the end of the stranger');
    }
    startCamera(url());
    await firstPicture();
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /refused an SRT caller without the passphrase of this run/);
  });

  it('says that the camera hung up', async () => {
    const { ingest, firstPicture, url } = createListening({});
    await ingest.start();
    const { camera } = startCamera(url());
    await firstPicture();
    camera.kill('SIGINT');
    assert.deepEqual(await within(ingest.ended, 'the end'), { reason: 'sender_left' });
  });

  it('loses nothing on the way', async () => {
    // Time enough for a machine that is busy with other tests: SRT drops what comes later than its latency.
    const { ingest, bytes, url } = createListening({ srtLatencyMs: 500 });
    await ingest.start();
    startCamera(url(), 'once');
    assert.deepEqual(await within(ingest.ended, 'the end'), { reason: 'sender_left' });
    const { video, stats } = demux([bytes()]);
    // What SRT still holds back when the camera hangs up is lost: here half a second of two.
    assert.ok(video.length >= 35, `${video.length} of 50 pictures came through`);
    assert.deepEqual([stats.continuityErrors, stats.resyncs], [0, 0]);
  });

  it('fails in a sentence when there is no ffmpeg', async () => {
    const { ingest } = createListening({ ffmpegPath: '/nowhere/ffmpeg' });
    await assert.rejects(ingest.start(), /was not found as "\/nowhere\/ffmpeg"/);
  });

  it('fails when ffmpeg dies, and its port is free again', async () => {
    const ports = new PortPool('31970-31970');
    const fake = await createFakeFfmpeg('echo "boom passphrase=secret" >&2; exit 1');
    cleanups.push(fake.remove);
    const broken = createListening({ ports, ffmpegPath: fake.path });
    await assert.rejects(
      broken.ingest.start(),
      /SRT cannot be received: ffmpeg ended with code 1: boom passphrase=…$/,
    );
    await createListening({ ports }).ingest.start();
  });

  it('logs no passphrase', async () => {
    const lines: string[] = [];
    const log = (facts: Record<string, unknown>, message: string) =>
      void lines.push(JSON.stringify([facts, message]));
    const logger: Logger = { error: log, warn: log, info: log, debug: log };
    const { ingest, firstPicture, url } = createListening({ logger });
    await ingest.start();
    const { camera } = startCamera(url());
    await firstPicture();
    camera.kill('SIGINT');
    await within(ingest.ended, 'the end');
    const [, passphrase = assert.fail()] = /passphrase=(\w+)/.exec(url()) ?? [];
    assert.ok(
      lines.some((line) => line.includes('ffmpeg says')),
      'the test saw no line of ffmpeg',
    );
    for (const line of lines) assert.ok(!line.includes(passphrase), line);
  });
});

describe('createIngest over udp', () => {
  it('leaves a port alone to which a camera of an earlier run still sends', async () => {
    const sender = createSocket('udp4');
    cleanups.push(() => sender.close());
    const ports = new PortPool('32100-32101');
    const sending = setInterval(() => sender.send(recording.subarray(0, 1316), 32100, '127.0.0.1'), 20);
    cleanups.push(() => clearInterval(sending));
    const { warnings, logger } = createWarnings();
    const { ingest, bytes, url } = createListening({ protocol: 'udp', ports, logger });
    await ingest.start();
    assert.equal(url(), 'udp://127.0.0.1:32101?pkt_size=1316');
    assert.match(warnings.join(), /passes over a port/);
    assert.equal(bytes().length, 0);
  });

  it('passes on what the first sender sends, datagram by datagram', async () => {
    const { ingest, bytes, firstPicture, url } = createListening({ protocol: 'udp' });
    await ingest.start();
    const port = Number(new URL(url()).port);
    const [camera, stranger] = [await openSocket(), await openSocket()];
    camera.send(recording.subarray(0, 1316), port, '127.0.0.1');
    for (let at = 1316; at < recording.length; at += 1316) {
      if (at % (1316 * 10) === 0) {
        stranger.send(recording.subarray(0, 1316), port, '127.0.0.1');
        await new Promise((resolve) => setImmediate(resolve));
      }
      camera.send(recording.subarray(at, at + 1316), port, '127.0.0.1');
    }
    await firstPicture();
    assert.ok(recording.subarray(0, bytes().length).equals(bytes()));
  });

  it('keeps the fixed port', async () => {
    const holder = await openSocket();
    const { port } = holder.address();
    holder.close();
    cleanups.pop();
    await once(holder, 'close');
    const { ingest, url } = createListening({ protocol: 'udp', port });
    await ingest.start();
    assert.equal(url(), `udp://127.0.0.1:${port}?pkt_size=1316`);
  });

  it('takes nothing from another address than the given source, and says so once', async () => {
    const { logger, warnings } = createWarnings();
    const { ingest, bytes, firstPicture, url } = createListening({
      protocol: 'udp',
      logger,
      source: '127.0.0.2',
      bindHost: '0.0.0.0',
    });
    await ingest.start();
    const port = Number(new URL(url()).port);
    const stranger = await openSocket();
    const camera = createSocket('udp4');
    camera.bind(0, '127.0.0.2');
    await once(camera, 'listening');
    cleanups.push(() => camera.close());
    for (let at = 0; at < 13_160; at += 1316) stranger.send(Buffer.alloc(1316, 0x47), port, '127.0.0.1');
    for (let at = 0; at < recording.length / 2; at += 1316)
      camera.send(recording.subarray(at, at + 1316), port, '127.0.0.1');
    await firstPicture();
    assert.ok(recording.subarray(0, bytes().length).equals(bytes()));
    assert.equal(warnings.length, 1);
    assert.match(
      warnings[0] ?? '',
      /another address than the camera; .*"address":"127\.0\.0\.1","cameraAddress":"127\.0\.0\.2"/,
    );
  });
});
