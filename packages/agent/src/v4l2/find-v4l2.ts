/**
 * Which USB cameras this machine has and what they offer, asked of ffmpeg, so that no other program is needed. Used by
 * the capture, by `auto`, and by those who describe the machine.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Failure } from '../errors/agent-error.js';
import { programMissing } from '../ffmpeg/program-missing.js';
import { runTool } from '../process/run-tool.js';
import { explainV4l2 } from './v4l2-failure.js';
import { readFormats, type V4l2Format } from './v4l2-formats.js';

export type V4l2Camera = { device: string; formats: V4l2Format[] };
export type V4l2Answer = { camera: V4l2Camera } | { failure: Failure };

export type FindV4l2Deps = {
  ffmpegPath: string;
  /** Where `/dev` and `/sys` are found; tests put files elsewhere. @default / */
  rootDirectory?: string;
  signal?: AbortSignal;
};

/** Devices of a Pi that process pictures, or bring raw ones of a Camera Module, which libcamera alone can use. */
const noUsbCamera = /^(bcm2835-|rpivid|rpi-hevc|pispbe|rp1-cfe|unicam|hevc)/;

/** What the camera of the setting `capture.device` offers. @param device null: the first that offers pictures */
export function askV4l2(device: string | null, deps: FindV4l2Deps): Promise<V4l2Answer> {
  return device === null ? findV4l2(deps) : inspectV4l2(device, deps);
}

/** Asks one device what it offers. */
async function inspectV4l2(device: string, { ffmpegPath, signal }: FindV4l2Deps): Promise<V4l2Answer> {
  const { outcome, stderr } = await runTool({
    command: ffmpegPath,
    args: ['-hide_banner', '-nostdin', '-f', 'v4l2', '-list_formats', 'all', '-i', device],
    ...(signal && { signal }),
  });
  if (outcome === 'missing') return { failure: programMissing('ffmpeg', ffmpegPath) };
  const formats = readFormats(stderr);
  if (formats.length > 0) return { camera: { device, formats } };
  const message = `${device} offers no pictures that ffmpeg can read. Try another camera, or set capture.device.`;
  const lines = stderr.split('\n');
  return {
    failure: explainV4l2(lines, { device, audioDevice: null }) ?? { code: 'camera_unsupported', message },
  };
}

/** The first camera that offers pictures; the failure says what was looked at. */
export async function findV4l2(deps: FindV4l2Deps): Promise<V4l2Answer> {
  const refusals: Failure[] = [];
  for (const device of candidateDevices(deps.rootDirectory ?? '/')) {
    const answer = await inspectV4l2(device, deps);
    if ('camera' in answer || answer.failure.code === 'program_missing') return answer;
    refusals.push(answer.failure);
  }
  const denied = refusals.find(({ code }) => code === 'camera_denied');
  if (denied) return { failure: denied };
  const looked = refusals.map(({ message }) => message).join(' ');
  const message = `No USB camera was found: ${looked || 'there is no /dev/video* that could be one.'} Plug one in, or set capture.type.`;
  return { failure: { code: 'no_camera', message } };
}

/** `/dev/video*` in the order of their numbers, without those that are known to be no USB cameras. */
export function candidateDevices(rootDirectory: string): string[] {
  const folder = join(rootDirectory, 'dev');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .filter((name) => /^video\d+$/.test(name))
    .sort((a, b) => Number(a.slice(5)) - Number(b.slice(5)))
    .filter((name) => {
      const file = join(rootDirectory, 'sys/class/video4linux', name, 'name');
      return !existsSync(file) || !noUsbCamera.test(readFileSync(file, 'utf8'));
    })
    .map((name) => `/dev/${name}`);
}
