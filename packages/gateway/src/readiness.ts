/** Whether a camera could be started now: what `/readyz` answers and the program says when it starts. */
import type { CameraConfig } from './config/schema.js';
import type { MqttLink } from './control/mqtt-link.js';
import { type CapabilityCheck, findFfmpegProblem } from './ffmpeg/capabilities.js';
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
  const ffmpeg = await checkFfmpeg();
  const problem = findFfmpegProblem(
    ffmpeg,
    cameras.map((camera) => camera.ingest.protocol),
  );
  const found = ffmpeg.ok ? `ffmpeg ${ffmpeg.version}` : 'not needed: every camera pushes by UDP';
  const count = cameras.length === 1 ? '1 camera' : `${cameras.length} cameras`;
  return [
    { name: 'config', ok: true, detail: `${count} configured` },
    { name: 'ffmpeg', ok: problem === undefined, detail: problem ?? found },
    { name: 'broker', ok: link.isUp, detail: link.isUp ? 'connected' : `not connected: ${link.problem}` },
  ];
}
