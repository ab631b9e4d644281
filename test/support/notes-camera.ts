/**
 * Drives `notes-camera.py`, the camera of a system that the gateway replaces. It keeps what the camera heard and did, and
 * ends it by closing its stdin, which the death of the test does too.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { until, within } from './deadline.js';

const scriptPath = fileURLToPath(new URL('./notes-camera.py', import.meta.url));
/** Debian's packages are installed for Debian's Python, which need not be the first on PATH. */
const systemPython = '/usr/bin/python3';

/** The fixed topic of the notes. */
export const notesControlTopic = 'CAMERA_CONTROL';

export type NotesCameraState = 'idle' | 'streaming' | 'failed';

export type NotesCamera = {
  pid: number;
  /** Actions heard so far, oldest first. */
  heard: readonly string[];
  waitForState(state: NotesCameraState, withinMs: number): Promise<void>;
  close(): Promise<void>;
};

export type NotesCameraOptions = {
  brokerPort: number;
  /** Where it pushes to, whatever START says. */
  udpPort: number;
  /** STOPs that it hears and does not obey, as if they had been lost. @default 0 */
  ignoredStopsCount?: number;
};

/** Starts the camera, and resolves when the broker has taken its subscription. */
export async function startNotesCamera(options: NotesCameraOptions): Promise<NotesCamera> {
  const { brokerPort, udpPort, ignoredStopsCount = 0 } = options;
  const python = process.env.PYTHON_PATH ?? (existsSync(systemPython) ? systemPython : 'python3');
  const settings = [brokerPort, notesControlTopic, `udp://127.0.0.1:${udpPort}`, ignoredStopsCount];
  const child = spawn(python, [scriptPath, ...settings.map(String)], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child, 'spawn');
  const exited = once(child, 'exit');
  const heard: string[] = [];
  let state: NotesCameraState | undefined;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const facts = JSON.parse(line) as { action?: string; state?: NotesCameraState };
    if (facts.action) heard.push(facts.action);
    if (facts.state) state = facts.state;
  });

  async function waitForState(wanted: NotesCameraState, withinMs: number): Promise<void> {
    const hasIt = () => state === wanted || child.exitCode !== null;
    await until(hasIt, { what: `the notes' camera to be ${wanted}`, withinMs, everyMs: 10 });
    if (state !== wanted) throw new Error(`the notes' camera ended with ${child.exitCode}`);
  }

  const camera: NotesCamera = {
    pid: child.pid as number,
    heard,
    waitForState,
    async close() {
      child.stdin.end();
      await within(exited, { what: "the notes' camera to end", withinMs: 5000 });
    },
  };
  await waitForState('idle', 10_000).catch(async (error) => {
    await camera.close();
    throw error;
  });
  return camera;
}
