/** Which cameras Picamera2 sees, or why it cannot be used. Asked by `auto` and by `doctor`. */
import type { Failure } from '../errors/agent-error.js';
import { redact } from '../log/redact.js';
import { runGuardedProcess } from '../process/guarded-process.js';
import { createLastWords } from '../process/last-words.js';
import { helperArgs } from './helper-program.js';
import { type HelperReport, readHelperReport } from './helper-report.js';

export type Picamera2Camera = { index: number; name: string };

export type FindPicamera2Deps = {
  /** Python that has picamera2: that of the system. */
  pythonPath: string;
  /** Ends the asking. */
  signal?: AbortSignal;
};

/** Importing Picamera2 takes seconds on a Pi Zero 2. */
const answerTimeoutMs = 20_000;

/** Opens no camera. Never rejects. */
export async function findPicamera2({
  pythonPath,
  signal,
}: FindPicamera2Deps): Promise<Picamera2Camera[] | Failure> {
  const words = createLastWords();
  const late = AbortSignal.timeout(answerTimeoutMs);
  let report: HelperReport | null = null;
  const end = await runGuardedProcess({
    command: pythonPath,
    args: helperArgs,
    signal: signal ? AbortSignal.any([signal, late]) : late,
    stopSignal: 'SIGTERM',
    killAfterMs: 0,
    stdout: {
      as: 'lines',
      onLine: (line) => {
        report ??= readHelperReport(line);
      },
    },
    onStderrLine: (line) => void words.add(line),
    onStdin: (stdin) => void stdin.write('{"do":"probe"}\n'),
  });
  const told = report as HelperReport | null;
  if (told?.event === 'probed') return told.cameras;
  if (told?.event === 'failed') return { code: told.code, message: redact(told.message) };
  return end.exitCode === 127 ? pythonMissing(pythonPath) : helperEnded(words.sentence());
}

/** Why this camera cannot be filmed with; null when it can. For `auto`. Never rejects. */
export async function whyNoPicamera2(deps: FindPicamera2Deps & { camera: number }): Promise<Failure | null> {
  const found = await findPicamera2(deps);
  if (!Array.isArray(found)) return found;
  if (found.some(({ index }) => index === deps.camera)) return null;
  return { code: 'no_camera', message: `Picamera2 lists no camera ${deps.camera}.` };
}

export function pythonMissing(pythonPath: string): Failure {
  const message = `There is no Python at "${pythonPath}". Install it (sudo apt install python3-picamera2), or set capture.pythonPath.`;
  return { code: 'program_missing', message };
}

function helperEnded(said: string): Failure {
  return { code: 'capture_failed', message: `Picamera2 did not tell its cameras. ${said}`.trim() };
}
