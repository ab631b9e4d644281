/** Why a USB camera gives no picture, from what ffmpeg said about its device. */
import type { Failure } from '../errors/agent-error.js';
import { whoUses } from '../process/who-uses.js';

/** Null when the lines tell nothing that is known about the camera or its microphone. */
export function explainV4l2(
  stderrLines: readonly string[],
  { device, audioDevice }: { device: string; audioDevice: string | null },
): Failure | null {
  const words = stderrLines.join('\n');
  if (audioDevice !== null && /\[alsa @|cannot open audio device/i.test(words)) {
    const said = stderrLines.find((line) => /alsa|audio device/i.test(line)) ?? '';
    const message = `The sound device ${audioDevice} cannot be used: ${said} Look at "arecord -l", set capture.audioDevice, or null for no sound; the agent's user has to be in the group audio.`;
    return { code: 'camera_denied', message };
  }
  if (/Device or resource busy/.test(words)) {
    const users = whoUses(device);
    const who = users.length > 0 ? users.join(', ') : 'another program';
    return {
      code: 'camera_busy',
      message: `The camera ${device} is in use by ${who}. It is tried again until it is free; end the other program if it should not have it.`,
    };
  }
  if (/Permission denied|Operation not permitted/.test(words)) {
    const message = `The agent may not open ${device}. Add its user to the group video (sudo usermod -aG video USER) and start it again.`;
    return { code: 'camera_denied', message };
  }
  if (/No such (file or directory|device)/.test(words)) {
    const message = `The camera ${device} is not there, or was unplugged. It is looked for again; "ls /dev/video*" shows what is there.`;
    return { code: 'no_camera', message };
  }
  if (/Not a video capture device|Inappropriate ioctl/.test(words)) {
    const message = `${device} is no camera. Set capture.device to another one, or to null to have it found.`;
    return { code: 'no_camera', message };
  }
  return null;
}
