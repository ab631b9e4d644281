/** The cameras of the soak: real agents with the test picture, which the soak may kill and start again. */
import { type AgentProcess, startAgentProcess } from '../support/agent-process.js';
import { descendantsOf } from '../support/processes.js';

export type SoakCamera = {
  id: string;
  pid(): number;
  /** Pids of the ffmpegs that film. */
  filming(): Promise<number[]>;
  /** SIGKILL, and a new one, as systemd would. */
  killAndRestart(): Promise<void>;
  close(): Promise<unknown>;
};

export async function startSoakCamera(id: string, mqttUrl: string): Promise<SoakCamera> {
  const settings = { cameraId: id, capture: { type: 'test' } };
  const start = (): Promise<AgentProcess> => startAgentProcess({ mqttUrl, settings });
  let agent = await start();
  let restarting: Promise<void> = Promise.resolve();
  return {
    id,
    pid: () => agent.pid,
    async filming() {
      const below = await descendantsOf(agent.pid);
      return below.filter(({ command }) => /^\S*ffmpeg\b.*-f mpegts/.test(command)).map(({ pid }) => pid);
    },
    killAndRestart() {
      restarting = restarting.then(async () => {
        await agent.end('SIGKILL');
        agent = await start();
      });
      return restarting;
    },
    async close() {
      await restarting;
      return agent.close();
    },
  };
}
