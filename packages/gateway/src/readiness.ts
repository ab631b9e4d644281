/** Whether a camera could be started now: what `/readyz` answers and the program says when it starts. */
import type { CameraConfig } from './config/schema.js';
import type { MqttLink } from './control/mqtt-link.js';
import type { CapabilityCheck } from './ffmpeg/capabilities.js';
import type { ReadinessCheck } from './routes/health.js';

export type ReadinessDeps = {
  cameras: readonly CameraConfig[];
  checkFfmpeg: CapabilityCheck;
  link: MqttLink;
};

export async function checkReadiness({
  cameras,
  checkFfmpeg,
  link,
}: ReadinessDeps): Promise<ReadinessCheck[]> {
  const isSrtNeeded = cameras.some((camera) => camera.ingest.protocol === 'srt');
  const ffmpeg = await checkFfmpeg();
  return [
    {
      name: 'config',
      ok: true,
      detail: `${cameras.length} camera${cameras.length === 1 ? '' : 's'} configured`,
    },
    { name: 'ffmpeg', ...describeFfmpeg(ffmpeg, isSrtNeeded) },
    link.isUp
      ? { name: 'broker', ok: true, detail: 'connected' }
      : { name: 'broker', ok: false, detail: `not connected: ${link.lastError}` },
  ];
}

function describeFfmpeg(ffmpeg: Awaited<ReturnType<CapabilityCheck>>, isSrtNeeded: boolean) {
  return { ok: ffmpeg.ok || !isSrtNeeded, detail: JSON.stringify(ffmpeg) };
}
