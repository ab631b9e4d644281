/**
 * Drives `mosquitto-camera.sh`: a camera that nobody of this project wrote could look like it. It keeps what it was told.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { until, within } from './deadline.js';

const scriptPath = fileURLToPath(new URL('./mosquitto-camera.sh', import.meta.url));

/** A control message as it came, with the time of its arrival. */
export type HeardCommand = {
  heardAtMs: number;
  action: string;
  id?: string;
  runId?: string;
  leaseMs?: number;
  output?: { url: string; format: string };
};

export type MosquittoCamera = {
  pid: number;
  /** All control messages so far, oldest first. */
  heard: readonly HeardCommand[];
  /** The first message, already heard or to come, that `matches` accepts. */
  waitFor(
    matches: (command: HeardCommand) => boolean,
    deadline: { what: string; withinMs: number },
  ): Promise<HeardCommand>;
  close(): Promise<void>;
};

export type CameraSound = 'none' | 'tone' | 'beeps';

export type MosquittoCameraOptions = {
  brokerPort: number;
  /** The topic it listens on, such as `cameras/front-door/control`. */
  controlTopic: string;
  /** `tone` adds AAC; `beeps` too, with a picture that is white while it beeps. @default 'none' */
  sound?: CameraSound;
  /** What each further run looks like, in turn. @default 640x360, 30 frames a second, baseline */
  shapes?: readonly CameraShape[];
};

export type CameraShape = { size: string; framesPerSecond: number; profile: 'baseline' | 'high' };

/** Starts the camera. It listens once the broker has its subscription, which the broker's log tells. */
export async function startMosquittoCamera(options: MosquittoCameraOptions): Promise<MosquittoCamera> {
  const { brokerPort, controlTopic, sound = 'none', shapes = [] } = options;
  const words = shapes.map(({ size, framesPerSecond, profile }) => `${size}:${framesPerSecond}:${profile}`);
  // A process group of its own, so that one signal reaches the shell, mosquitto_sub and ffmpeg.
  const child = spawn('sh', [scriptPath, String(brokerPort), controlTopic, sound, ...words], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child, 'spawn');
  const pid = child.pid as number;
  const heard: HeardCommand[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    heard.push({ ...(JSON.parse(line) as Omit<HeardCommand, 'heardAtMs'>), heardAtMs: Date.now() });
  });
  const endGroup = () => {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // The group has ended already.
    }
  };
  process.once('exit', endGroup);

  return {
    pid,
    heard,
    waitFor: (matches, { what, withinMs }) =>
      until(() => heard.find(matches), { what, withinMs, everyMs: 10 }),
    async close() {
      process.off('exit', endGroup);
      const isOpen = child.exitCode === null && child.signalCode === null;
      endGroup();
      if (isOpen) await within(once(child, 'exit'), { what: 'the camera script to end', withinMs: 5000 });
    },
  };
}
