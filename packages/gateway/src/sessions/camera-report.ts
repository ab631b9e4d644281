/** What a camera last said of itself, as the API shows it: each detail there, null where the camera did not tell. */
import type { CameraReport } from '@rpi-live-camera/protocol';
import type { CameraPresence } from '../control/camera-registry.js';

/** @returns null for a camera that has not spoken, and for one of which nothing but `offline` was heard */
export function cameraReport(heard: CameraPresence['heard']): CameraReport | null {
  if (!heard) return null;
  const { state, since, agent, capture, video, health, lastError } = heard.status;
  return {
    state,
    heardAt: new Date(heard.atMs).toISOString(),
    since: since ?? null,
    agent: agent ?? null,
    capture: capture ?? null,
    video: video ?? null,
    health: health ?? null,
    lastError: lastError ?? null,
  };
}
