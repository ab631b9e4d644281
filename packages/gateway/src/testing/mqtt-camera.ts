/** A camera that knows `action` and `output.url`: an MQTT client that runs ffmpeg. For tests of a whole gateway. */
import { type ChildProcess, spawn } from 'node:child_process';
import { connectAsync } from 'mqtt';
import { within } from './deadline.js';

export type MqttCamera = {
  /** `START` and `STOP` in the order of their arrival, without renewals. */
  readonly heard: readonly string[];
  /** Resolves once so many were heard. */
  untilHeard(count: number): Promise<void>;
  /** Ends its ffmpeg, as a crash would. */
  breakDown(): void;
  close(): Promise<void>;
};

type Command = { action: string; runId: string; output?: { url: string } };

const picture = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=25'];
const encoder = ['-c:v', 'libx264', '-profile:v', 'baseline', '-preset', 'ultrafast', '-tune', 'zerolatency'];

export async function startMqttCamera(brokerUrl: string, cameraId: string): Promise<MqttCamera> {
  const heard: string[] = [];
  let runId: string | undefined;
  let ffmpeg: ChildProcess | undefined;
  const stop = (): void => {
    ffmpeg?.kill('SIGKILL');
    ffmpeg = undefined;
  };
  const client = await within(connectAsync(brokerUrl), 'the broker');
  client.on('message', (_, payload) => {
    const command = JSON.parse(payload.toString()) as Command;
    const isRenewal = command.action === 'START_LIVE_STREAM' && command.runId === runId;
    if (isRenewal) return;
    stop();
    runId = undefined;
    if (command.action === 'START_LIVE_STREAM' && command.output) {
      heard.push('START');
      runId = command.runId;
      const output = ['-g', '25', '-f', 'mpegts', '-flush_packets', '1', command.output.url];
      ffmpeg = spawn('ffmpeg', ['-v', 'error', '-nostdin', ...picture, ...encoder, ...output], {
        stdio: 'ignore',
      });
    } else if (command.action === 'STOP_LIVE_STREAM') heard.push('STOP');
  });
  await client.subscribeAsync(`cameras/${cameraId}/control`, { qos: 1 });
  return {
    heard,
    untilHeard: (count) =>
      within(
        (async () => {
          while (heard.length < count)
            await new Promise<void>((resolve) => client.once('message', () => resolve()));
        })(),
        `command ${count}`,
      ),
    breakDown: stop,
    async close() {
      stop();
      await client.endAsync(true);
    },
  };
}
