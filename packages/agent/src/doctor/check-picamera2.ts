/** Whether the Python of this machine has Picamera2, and a PyAV that speaks SRT: only the system's own package does. */
import type { Failure } from '../errors/agent-error.js';
import type { ToolAnswer } from '../process/run-tool.js';
import { type Finding, note, ok, problem } from './finding.js';

export type Picamera2Deps = {
  pythonPath: string;
  /** Whether `capture.type` names it; else it is good to know, no more. */
  need: 'needed' | 'not needed';
  find(): Promise<readonly { name: string }[] | Failure>;
  run(command: string, ...args: string[]): Promise<ToolAnswer>;
};

/** PyAV lists no protocols: one that it does not know fails with an error of its own, before any connection. */
const trySrt = `
import av
try:
    av.open("srt://127.0.0.1:9?mode=caller&connect_timeout=1").close()
except Exception as error:
    if type(error).__name__ == "ProtocolNotFoundError":
        print("no", av.__version__, av.__file__)
`;

export async function checkPicamera2({ pythonPath, need, find, run }: Picamera2Deps): Promise<Finding> {
  const found = need === 'needed' ? problem : note;
  const cameras = await find();
  if (!Array.isArray(cameras)) return found('picamera2', (cameras as Failure).message);
  const { stdout } = await run(pythonPath, '-c', trySrt);
  const [answer, version, place] = stdout.trim().split(' ');
  if (answer === 'no') {
    return found(
      'picamera2',
      `Its PyAV ${version} (${place}) speaks no SRT: it came from pip. Remove it (pip uninstall av) and take the system's: sudo apt install python3-av.`,
    );
  }
  const names = cameras.map(({ name }) => name).join(', ');
  return ok('picamera2', `Picamera2 with SRT; ${names ? `it lists ${names}` : 'it lists no camera'}.`);
}
