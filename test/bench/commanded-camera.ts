/** A camera for benchmarks on MQTT: obeys START and STOP, and leaves to its owner what it pushes. */
import { connectAsync } from 'mqtt';

export type Pushing = { close(): Promise<void> };

export type CommandedCameraOptions = {
  brokerUrl: string;
  cameraId: string;
  /** Begins to push to the URL of a run. */
  push(url: string): Promise<Pushing>;
};

export type CommandedCamera = {
  /** When the newest run was asked for; epoch milliseconds, NaN before the first. */
  startedAtMs(): number;
  isPushing(): boolean;
  close(): Promise<void>;
};

type Command = { action: string; runId?: string; output?: { url: string } };

export async function startCommandedCamera(options: CommandedCameraOptions): Promise<CommandedCamera> {
  const { brokerUrl, cameraId, push } = options;
  const client = await connectAsync(brokerUrl, { protocolVersion: 4 });
  let run: { id: string | undefined; pushing: Pushing } | undefined;
  let startedAtMs = Number.NaN;

  async function obey({ action, runId, output }: Command): Promise<void> {
    const isStop = action === 'STOP_LIVE_STREAM' && run?.id === runId;
    const isStart = action === 'START_LIVE_STREAM' && run?.id !== runId && output !== undefined;
    if (!isStop && !isStart) return;
    await run?.pushing.close();
    run = isStart ? { id: runId, pushing: await push(output!.url) } : undefined;
  }

  // One after the other: a STOP may come while a run is being started.
  let obeyed: Promise<void> = Promise.resolve();
  client.on('message', (_topic, payload, { retain }) => {
    if (retain) return;
    const command = JSON.parse(payload.toString()) as Command;
    if (command.action === 'START_LIVE_STREAM' && command.runId !== run?.id) startedAtMs = Date.now();
    obeyed = obeyed.then(() => obey(command));
  });
  await client.subscribeAsync(`cameras/${cameraId}/control`, { qos: 1 });
  return {
    startedAtMs: () => startedAtMs,
    isPushing: () => run !== undefined,
    async close() {
      await client.endAsync(true);
      await obeyed;
      await run?.pushing.close();
      run = undefined;
    },
  };
}
