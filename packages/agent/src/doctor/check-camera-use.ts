/** Whether somebody else holds a camera of this machine. */
import { type Finding, note, ok, problem } from './finding.js';

export type CameraUseDeps = {
  /** Such as `/dev/video0`, `/dev/media0`. */
  devices: readonly string[];
  /** Such as `motion (process 812)`. */
  whoUses(device: string): readonly string[];
  /** Processes of other users show to root alone. */
  sees: 'all processes' | 'own processes';
};

export function checkCameraUse({ devices, whoUses, sees }: CameraUseDeps): Finding {
  if (devices.length === 0) return note('camera use', 'There is no /dev/video* and no /dev/media*.');
  const uses = devices.flatMap((device) => whoUses(device).map((program) => ({ device, program })));
  const [use] = uses;
  if (!use) {
    const limit = sees === 'own processes' ? ' As far as you may see: sudo shows the rest.' : '';
    return ok('camera use', `Nobody holds a camera.${limit}`);
  }
  const programs = [...new Set(uses.map(({ program }) => program))];
  // It plays and films for us, or asks what devices there are, and lets others film.
  if (programs.every((program) => /^(node|ffmpeg|rpicam-|libcamera-|wireplumber|pipewire)/.test(program))) {
    return note('camera use', `${use.device} is open in ${programs.join(', ')}.`);
  }
  return problem(
    'camera use',
    `${use.device} is in use by ${programs.join(', ')}: a camera films for one program at a time. Stop the other one.`,
  );
}
