/** Whether the Python of this machine has picamera2, and a PyAV that speaks SRT: only the system's own packages do. */
import type { ToolAnswer } from '../process/run-tool.js';
import { type Finding, note, ok, problem } from './finding.js';

export type Picamera2Deps = {
  pythonPath: string;
  /** Whether `capture.type` names it; else it is good to know, no more. */
  need: 'needed' | 'not needed';
  run(command: string, ...args: string[]): Promise<ToolAnswer>;
};

/** PyAV lists no protocols: one that it does not know fails with an error of its own, before any connection. */
const script = `
import sys
try:
    import picamera2
except ImportError as error:
    sys.exit("picamera2: %s" % error)
try:
    import av
except ImportError as error:
    sys.exit("av: %s" % error)
try:
    av.open("srt://127.0.0.1:9?mode=caller&connect_timeout=1").close()
except Exception as error:
    if type(error).__name__ == "ProtocolNotFoundError":
        sys.exit("srt: PyAV %s at %s" % (av.__version__, av.__file__))
print(av.__version__)
`;
const install = 'sudo apt install python3-picamera2 python3-av';

export async function checkPicamera2({ pythonPath, need, run }: Picamera2Deps): Promise<Finding> {
  const found = need === 'needed' ? problem : note;
  const { outcome, exitCode, stdout, stderr } = await run(pythonPath, '-c', script);
  if (outcome === 'missing') {
    return found(
      'picamera2',
      `There is no Python at "${pythonPath}". Install it (${install}) or set capture.pythonPath.`,
    );
  }
  if (outcome === 'late') return found('picamera2', `"${pythonPath}" did not answer in time.`);
  const said = stderr.trim().split('\n').at(-1) ?? '';
  if (exitCode === 0) return ok('picamera2', `picamera2, with PyAV ${stdout.trim()} that speaks SRT.`);
  if (said.startsWith('srt:')) {
    return found(
      'picamera2',
      `This PyAV speaks no SRT (${said.slice(5)}): it came from pip. Take the one of the system: ${install}.`,
    );
  }
  return found('picamera2', `Not usable (${said}). Install it: ${install}.`);
}
