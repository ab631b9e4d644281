/** Which machine this is, and what the agent may expect of it. Pure. */
import type { Board } from '../board/board.js';
import { type Finding, ok } from './finding.js';

export function checkBoard({ model, h264Encoder, memoryBytes, coreCount }: Board): Finding {
  const encoder =
    h264Encoder === 'v4l2m2m'
      ? 'H.264 by hardware'
      : 'H.264 by software (libx264), where a camera does not bring it';
  const memory = `${(memoryBytes / 2 ** 30).toFixed(1)} GiB`;
  return ok('board', `${model ?? 'No Raspberry Pi'}; ${coreCount} cores, ${memory}; ${encoder}.`);
}
