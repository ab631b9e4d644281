/**
 * Which camera program this machine has, what that version knows, and which cameras it sees. Asked by the capture before
 * its first run, by `auto` and by `doctor`. Options differ from version to version, so the program's own `--help` is
 * read instead of a table of versions.
 */
import type { Failure } from '../errors/agent-error.js';
import { runTool } from '../process/run-tool.js';

export type RpicamProgram = {
  command: string;
  /** First line of `--version`, such as `rpicam-apps build: v1.13.0 …`; null when it does not say. */
  version: string | null;
  /** Long options without the dashes: `libav-format`. */
  options: ReadonlySet<string>;
};

/** A camera as the program lists it; `index` is what `capture.camera` takes. */
export type RpicamCamera = { index: number; name: string };

export type FindRpicamDeps = {
  /** Null: `rpicam-vid`, else `libcamera-vid` as it was called until 2023. */
  rpicamPath: string | null;
  /** Ends the asking. */
  signal?: AbortSignal;
};

const knownNames = ['rpicam-vid', 'libcamera-vid'] as const;
/** A Pi Zero that has just booted takes seconds to load the libraries; cameras are opened one after the other. */
const answerTimeoutMs = 15_000;

/** Never rejects. A program without libav cannot make MPEG-TS and counts as a failure, too. */
export async function findRpicam({ rpicamPath, signal }: FindRpicamDeps): Promise<RpicamProgram | Failure> {
  for (const command of rpicamPath === null ? knownNames : [rpicamPath]) {
    const help = await ask(command, ['--help'], signal);
    if (help.outcome === 'missing') continue;
    if (help.outcome === 'late') return lateFailure(command);
    const options = readOptions(help.stdout);
    const { stdout } = await ask(command, ['--version'], signal);
    const version = /build: .*/.exec(stdout) ? (stdout.trim().split('\n')[0] ?? null) : null;
    return options.has('libav-format') ? { command, version, options } : withoutLibav(command, help.stderr);
  }
  return missingFailure(rpicamPath);
}

/** The cameras that the program sees, in its order; none when it cannot be asked. Never rejects. */
export async function listRpicamCameras(command: string, signal?: AbortSignal): Promise<RpicamCamera[]> {
  const { stdout } = await ask(command, ['--list-cameras'], signal);
  return [...stdout.matchAll(/^(\d+) : (\S+)/gm)].map(([, index, name = '']) => ({
    index: Number(index),
    name,
  }));
}

/** Why the program cannot film with this camera; null when it can. Never rejects. */
export async function whyNoRpicamCamera(
  command: string,
  camera: number,
  signal?: AbortSignal,
): Promise<Failure | null> {
  const cameras = await listRpicamCameras(command, signal);
  if (cameras.some(({ index }) => index === camera)) return null;
  const message = `${command} --list-cameras lists no camera ${camera}. Check the ribbon cable at both ends.`;
  return { code: 'no_camera', message };
}

function ask(command: string, args: readonly string[], signal: AbortSignal | undefined) {
  return runTool({ command, args, timeoutMs: answerTimeoutMs, ...(signal && { signal }) });
}

/** Lines such as `  -b [ --bitrate ] arg (=0bps)   Set the video bitrate`. */
function readOptions(help: string): Set<string> {
  return new Set([...help.matchAll(/^ {2}(?:-\w \[ )?--([\w-]+)/gm)].map(([, name = '']) => name));
}

function withoutLibav(command: string, said: string): Failure {
  const message =
    `${command} of this machine cannot write MPEG-TS: it knows no --libav-format. ` +
    `Install the full version (sudo apt install rpicam-apps), or set capture.type to "picamera2". ${said}`;
  return { code: 'program_unsuitable', message: message.trim() };
}

function lateFailure(command: string): Failure {
  const message = `${command} --help did not answer within ${answerTimeoutMs} ms. Restart this machine if that stays so.`;
  return { code: 'program_unsuitable', message };
}

function missingFailure(rpicamPath: string | null): Failure {
  const message =
    rpicamPath === null
      ? 'There is no rpicam-vid and no libcamera-vid. Install it (sudo apt install rpicam-apps), or set capture.rpicamPath.'
      : `There is no program at capture.rpicamPath "${rpicamPath}". Correct it, or leave it out to take the rpicam-vid of the system.`;
  return { code: 'program_missing', message };
}
