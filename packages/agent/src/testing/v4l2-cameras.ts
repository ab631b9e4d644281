/** Made-up USB cameras for a test: a folder with an `ffmpeg` that has them. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type MadeUpCamera = {
  state?: 'ready' | 'busy' | 'denied' | 'unplugged';
  formats: { kind: 'compressed' | 'raw'; name: string; sizes: string[] }[];
  /** What its sensor manages. @default 30 */
  maxFramesPerSecond?: number;
};

export type MadeUpCameras = {
  /** For the setting of this name. */
  ffmpegPath: string;
  /** A root directory in whose `/dev` the cameras are. */
  rootDirectory: string;
  /** Changes a camera, also while it films. */
  set(device: string, camera: MadeUpCamera): void;
  close(): void;
};

const standIn = fileURLToPath(new URL('./v4l2-ffmpeg.mjs', import.meta.url));

export function makeUpCameras(cameras: Record<string, MadeUpCamera>): MadeUpCameras {
  const folder = mkdtempSync(join(tmpdir(), 'v4l2-'));
  const ffmpegPath = join(folder, 'ffmpeg');
  const devicesFile = join(folder, 'devices.json');
  const current = { ...cameras };
  const write = () => writeFileSync(devicesFile, JSON.stringify(current));
  write();
  writeFileSync(ffmpegPath, `#!/bin/sh\nexec "${process.execPath}" "${standIn}" "${devicesFile}" "$@"\n`);
  chmodSync(ffmpegPath, 0o755);
  mkdirSync(join(folder, 'dev'));
  for (const device of Object.keys(cameras)) writeFileSync(join(folder, device), '');
  return {
    ffmpegPath,
    rootDirectory: folder,
    set(device, camera) {
      current[device] = camera;
      write();
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
