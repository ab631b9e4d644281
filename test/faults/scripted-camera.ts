/**
 * A camera whose every word and byte a test decides: obeys START and STOP on MQTT, says its status, and pushes a film over
 * UDP, picture by picture at its rate. What a test changes in its `script` shows with the next picture.
 */
import { createSocket, type Socket } from 'node:dgram';
import { connectAsync, type MqttClient } from 'mqtt';
import type { AudioAccessUnit, VideoAccessUnit } from '../../packages/gateway/src/mpegts/access-unit.js';
import { type Film, film } from './filmed-pictures.js';
import { TransportWriter } from './transport-writer.js';

export type Script = {
  film: Film;
  /** @default true where the film has some */
  hasSound: boolean;
  /** Added to all times. */
  shiftTicks: number;
  /** @default 0x1b, H.264 */
  videoType: number;
  parameterSets: 'with each keyframe' | 'once a run' | 'never';
  /** Pictures to leave out. */
  skips(picture: VideoAccessUnit): boolean;
  /** The last word on the bytes of a picture, tables and sound included; empty: nothing is sent. */
  mangle(bytes: Buffer): Buffer;
};

export type ScriptedCamera = {
  readonly script: Script;
  /** Back to how it began. */
  behave(): void;
  /** Names of the runs that were begun, oldest first. */
  readonly runIds: readonly string[];
  readonly isPushing: boolean;
  /** Control messages so far. */
  readonly actions: readonly { action: string; runId: string | undefined; atMs: number }[];
  /** Stops pushing as if it were switched off, says nothing, and takes up no run of before. */
  die(): void;
  close(): Promise<void>;
};

export type ScriptedCameraOptions = {
  brokerUrl: string;
  cameraId: string;
  film?: Film;
  /** @default true */
  obeysKeyframes?: boolean;
  /** Told of each picture as it leaves, and of the sound that goes with it. @default nobody is */
  onSent?(sent: SentPicture): void;
};

export type SentPicture = {
  runId: string;
  picture: VideoAccessUnit;
  sound: readonly AudioAccessUnit[];
  /** Epoch milliseconds. */
  atMs: number;
};

const datagramBytes = 7 * 188;
const burstBytes = 48 * datagramBytes;
type Command = { action: string; runId?: string; output?: { url: string } };

export async function startScriptedCamera(options: ScriptedCameraOptions): Promise<ScriptedCamera> {
  const { brokerUrl, cameraId, obeysKeyframes = true, onSent } = options;
  const own = options.film ?? (await film());
  const usual = (): Script => ({
    film: own,
    hasSound: own.sound.length > 0,
    shiftTicks: 0,
    videoType: 0x1b,
    parameterSets: 'with each keyframe',
    skips: () => false,
    mangle: (bytes) => bytes,
  });
  const script = usual();
  const runIds: string[] = [];
  const actions: { action: string; runId: string | undefined; atMs: number }[] = [];
  let run: { id: string | undefined; push: Push } | undefined;
  let deadRunId: string | undefined;
  const client: MqttClient = await connectAsync(brokerUrl, { protocolVersion: 4, reconnectPeriod: 500 });

  const say = (state: string) =>
    client.connected &&
    client.publish(`cameras/${cameraId}/status`, JSON.stringify({ v: 1, state, runId: run?.id ?? null }), {
      qos: 1,
      retain: true,
    });
  const end = () => {
    run?.push.close();
    run = undefined;
  };
  client.on('message', (_topic, payload) => {
    const { action, runId, output } = JSON.parse(payload.toString()) as Command;
    actions.push({ action, runId, atMs: performance.now() });
    if (action === 'FORCE_KEYFRAME' && runId === run?.id && obeysKeyframes) run?.push.forceKeyframe();
    if (action === 'STOP_LIVE_STREAM' && runId === run?.id) {
      end();
      say('idle');
    }
    if (action !== 'START_LIVE_STREAM' || runId === run?.id || runId === deadRunId || !output) return;
    end();
    runIds.push(runId ?? '');
    const onPicture = (sent: Omit<SentPicture, 'runId'>) => onSent?.({ runId: runId ?? '', ...sent });
    run = { id: runId, push: startPush(script, Number(new URL(output.url).port), onPicture) };
    say('streaming');
  });
  client.on('connect', () => {
    void client.subscribeAsync(`cameras/${cameraId}/control`, { qos: 1 });
    say(run ? 'streaming' : 'idle');
  });
  await client.subscribeAsync(`cameras/${cameraId}/control`, { qos: 1 });
  say('idle');

  return {
    script,
    behave: () => void Object.assign(script, usual()),
    runIds,
    actions,
    get isPushing() {
      return run !== undefined;
    },
    die() {
      deadRunId = run?.id;
      end();
    },
    async close() {
      end();
      await client.endAsync(true);
    },
  };
}

type Push = { forceKeyframe(): void; close(): void };

/** Sends from the film's first picture on, each when it is due. */
function startPush(
  script: Script,
  port: number,
  onPicture: (sent: Omit<SentPicture, 'runId'>) => void,
): Push {
  const socket: Socket = createSocket('udp4');
  const writer = new TransportWriter();
  const startedAtMs = performance.now();
  let current = script.film;
  let index = 0;
  /** Of the film, as often as it has been begun. */
  let baseTicks = 0;
  let hasSentSets = false;
  let elapsedMs = 0;

  // In bursts that fit the receive buffer of a UDP socket, as a network card would space them.
  let waiting: Buffer = Buffer.alloc(0);
  let pumping: NodeJS.Timeout | undefined;
  const pump = () => {
    const burst = waiting.subarray(0, burstBytes);
    waiting = waiting.subarray(burst.length);
    for (let at = 0; at < burst.length; at += datagramBytes)
      socket.send(burst.subarray(at, at + datagramBytes), port, '127.0.0.1');
    pumping = waiting.length > 0 ? setTimeout(pump, 1) : undefined;
  };
  const send = (bytes: Buffer) => {
    waiting = Buffer.concat([waiting, bytes]);
    if (!pumping) pump();
  };
  const rewind = () => {
    baseTicks += ticksAt(current, index);
    index = 0;
    current = script.film;
  };
  const sendPicture = () => {
    if (index >= current.pictures.length || script.film !== current) rewind();
    const { pictures, sound, framesPerSecond } = current;
    const unit = pictures[index]!;
    const shiftTicks = baseTicks - pictures[0]!.dtsTicks + 90_000 + script.shiftTicks;
    const isDue = ({ ptsTicks }: { ptsTicks: number }) => {
      const at = ptsTicks - pictures[0]!.dtsTicks;
      return at >= ticksAt(current, index) && at < ticksAt(current, index + 1);
    };
    const { hasSound, videoType } = script;
    const isWanted = script.parameterSets === 'with each keyframe' || !hasSentSets;
    const parameterSets = isWanted && script.parameterSets !== 'never' ? 'with it' : 'left out';
    if (unit.isKeyframe && parameterSets === 'with it') hasSentSets = true;
    const dueSound = hasSound ? sound.filter(isDue) : [];
    const pieces = [
      ...(index % 5 === 0 ? [writer.tables({ hasSound, videoType })] : []),
      ...(script.skips(unit) ? [] : [writer.picture(unit, { parameterSets, shiftTicks })]),
      ...dueSound.map((frame) => writer.sound(frame, shiftTicks)),
    ];
    send(script.mangle(Buffer.concat(pieces)));
    onPicture({ picture: unit, sound: dueSound, atMs: Date.now() });
    index += 1;
    elapsedMs += 1000 / framesPerSecond;
    timer = setTimeout(sendPicture, Math.max(0, startedAtMs + elapsedMs - performance.now()));
  };
  let timer: NodeJS.Timeout = setTimeout(sendPicture);
  return {
    forceKeyframe: () => {
      if (index > 0) rewind();
    },
    close() {
      clearTimeout(timer);
      clearTimeout(pumping);
      socket.close();
    },
  };
}

const ticksAt = ({ framesPerSecond }: Film, index: number): number => (index * 90_000) / framesPerSecond;
