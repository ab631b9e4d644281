/** What a viewer is told whose camera has not come in time: what it did until then, and what to look at. */
import type { StartPhase } from '@rpi-live-camera/protocol/http';
import { GatewayError } from '../errors/gateway-error.js';

const findings: Record<StartPhase, string> = {
  waking: 'sent nothing. Check that it is on, reaches the MQTT broker, and can push to the gateway',
  receiving: 'sends, but no MPEG-TS with H.264 video was found in it. Check its encoder and container format',
  buffering: 'sends, but no keyframe came. Check its keyframe interval',
};

export type StartTimeout = { cameraId: string; phase: StartPhase; startTimeoutMs: number };

/** @returns GatewayError `camera_timeout` */
export function startTimeoutError({ cameraId, phase, startTimeoutMs }: StartTimeout): GatewayError {
  return new GatewayError(
    'camera_timeout',
    `For ${startTimeoutMs} ms the camera ${findings[phase]}.`,
    // The next start may find it awake.
    { retryAfterMs: 2000, details: { cameraId, phase } },
  );
}
