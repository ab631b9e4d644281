/** The checks that need no configuration but where programs are: what this machine is and has. For `doctor` and `init`. */
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { Board } from '../board/board.js';
import { cameraCandidates } from '../captures/configured-capture.js';
import { systemClock } from '../clock/clock.js';
import type { AgentConfig } from '../config/agent-config.js';
import { createThrottlingSensor, readThrottlingWord } from '../health/throttling.js';
import { silentLogger } from '../log/logger.js';
import { findPicamera2 } from '../picamera2/find-picamera2.js';
import { runTool, type ToolAnswer } from '../process/run-tool.js';
import { whoUses } from '../process/who-uses.js';
import { findRpicam } from '../rpicam/find-rpicam.js';
import { checkBoard } from './check-board.js';
import { checkCameraUse } from './check-camera-use.js';
import { checkCameras } from './check-cameras.js';
import { checkClock } from './check-clock.js';
import { checkFfmpeg } from './check-ffmpeg.js';
import { checkGroups } from './check-groups.js';
import { checkNode } from './check-node.js';
import { checkPicamera2 } from './check-picamera2.js';
import { checkPower } from './check-power.js';
import { checkRpicam } from './check-rpicam.js';
import type { Check } from './finding.js';

export type MachineChecksOptions = {
  board: Board;
  /** Which capture, and where its programs are. */
  config: AgentConfig;
};

const deviceNames = /^(video|media)\d+$/;

/** In the order in which one thing rests on another. */
export function machineChecks({ board, config }: MachineChecksOptions): Check[] {
  const { capture, ffmpegPath } = config;
  const need = (type: string) => (capture.type === type ? 'needed' : 'not needed');
  const devices = listDevices();
  return [
    () => checkNode(process.version),
    () => checkBoard(board),
    async () => checkPower(await readThrottling()),
    () => checkFfmpeg({ ffmpegPath, h264Encoder: board.h264Encoder, run }),
    () => checkRpicam({ need: need('rpicam'), find: () => findRpicam({ rpicamPath: capture.rpicamPath }) }),
    () =>
      checkPicamera2({
        pythonPath: capture.pythonPath,
        need: need('picamera2'),
        find: () => findPicamera2({ pythonPath: capture.pythonPath }),
        run,
      }),
    () =>
      checkCameras({
        captureType: capture.type,
        candidates: cameraCandidates(config, { board, clock: systemClock, logger: silentLogger }),
      }),
    () =>
      checkCameraUse({
        devices,
        whoUses,
        sees: process.getuid?.() === 0 ? 'all processes' : 'own processes',
      }),
    () =>
      checkGroups({
        devices: devices.map((path) => ({ path, mayOpen: mayOpen(path) })),
        userName: userInfo().username,
      }),
    () => checkClock({ isSynchronised: systemClock.isSynchronised, run }),
  ];
}

export function run(command: string, ...args: string[]): Promise<ToolAnswer> {
  return runTool({ command, args });
}

async function readThrottling() {
  const readKernel = createThrottlingSensor({
    rootDirectory: '/',
    askVcgencmd: async () => ({ outcome: 'missing', exitCode: null, stdout: '', stderr: '' }),
  });
  return readKernel() ?? readThrottlingWord((await run('vcgencmd', 'get_throttled')).stdout) ?? null;
}

function listDevices(): string[] {
  const names = existsSync('/dev') ? readdirSync('/dev') : [];
  return names.filter((name) => deviceNames.test(name)).map((name) => `/dev/${name}`);
}

function mayOpen(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
