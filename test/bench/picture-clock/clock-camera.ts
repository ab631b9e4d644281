/** The clock camera: pushes on command over MQTT as any camera does, or at once to a URL. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { connectAsync } from 'mqtt';

const programPath = fileURLToPath(new URL('./camera-program.ts', import.meta.url));

export type Pushing = { close(): Promise<void> };

/** Pushes the picture clock to a URL as ffmpeg writes it. */
export function pushClock(url: string, keyframeMs: number): Pushing {
  const child: ChildProcess = fork(programPath, [url, String(keyframeMs)]);
  return {
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}

export type ClockCameraOptions = {
  brokerUrl: string;
  controlTopic: string;
  keyframeMs: number;
  /** Where to push instead of where the gateway says, such as a relay in front of it. */
  redirect?(url: string): string;
};

/** Obeys START and STOP; `close` ends whatever runs. */
export async function startClockCamera(options: ClockCameraOptions): Promise<Pushing> {
  const { brokerUrl, controlTopic, keyframeMs, redirect = (url) => url } = options;
  const client = await connectAsync(brokerUrl, { protocolVersion: 4 });
  let run: { id: string; pushing: Pushing } | undefined;
  const endRun = async (): Promise<void> => {
    const ending = run;
    run = undefined;
    await ending?.pushing.close();
  };
  client.on('message', (_topic, payload) => {
    const { action, runId, output } = JSON.parse(payload.toString()) as {
      action: string;
      runId: string;
      output?: { url: string };
    };
    if (action === 'STOP_LIVE_STREAM' && run?.id === runId) void endRun();
    if (action !== 'START_LIVE_STREAM' || run?.id === runId || !output) return;
    void endRun();
    run = { id: runId, pushing: pushClock(redirect(output.url), keyframeMs) };
  });
  await client.subscribeAsync(controlTopic, { qos: 1 });
  return {
    async close() {
      await client.endAsync(true);
      await endRun();
    },
  };
}
