/**
 * `GET /api/v1/cameras` and one of them: id, name, state, viewers, what it says of itself, its newest picture. Asking wakes
 * nothing. The list shows what the caller may watch or administrate.
 */
import type { CameraList } from '@rpi-live-camera/protocol';
import { apiPaths } from '@rpi-live-camera/protocol/http';
import { Hono } from 'hono';
import { GatewayError } from '../errors/gateway-error.js';
import type { AppEnv } from '../http/app-env.js';
import type { Snapshots } from '../pictures/snapshots.js';
import type { CameraDirectory } from '../sessions/camera-directory.js';

export type CameraRoutesDeps = { directory: CameraDirectory; snapshots: Pick<Snapshots, 'take'> };

export function createCameraRoutes({ directory, snapshots }: CameraRoutesDeps): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .get(apiPaths.cameras, (c) => {
      const { may } = c.get('caller');
      const cameras = directory.describeAll().filter(({ id }) => may('watch', id) || may('admin', id));
      const list: CameraList = { cameras };
      return c.json(list, 200, { 'Cache-Control': 'no-store' });
    })
    .get(apiPaths.camera(':cameraId'), (c) =>
      c.json(directory.describe(c.req.param('cameraId')), 200, { 'Cache-Control': 'no-store' }),
    )
    .get(apiPaths.cameraSnapshot(':cameraId'), async (c) => {
      const cameraId = c.req.param('cameraId');
      directory.get(cameraId);
      const snapshot = await snapshots.take(cameraId);
      if (!snapshot) throw new GatewayError('snapshot_not_found', 'No picture of this camera has been kept.');
      const { jpeg, takenAtMs, ageMs } = snapshot;
      return c.body(jpeg as Uint8Array<ArrayBuffer>, 200, {
        'Content-Type': 'image/jpeg',
        'Content-Length': String(jpeg.length),
        'Last-Modified': new Date(takenAtMs).toUTCString(),
        Age: String(Math.floor(ageMs / 1000)),
        'Cache-Control': 'no-store',
        'Cross-Origin-Resource-Policy': 'cross-origin',
      });
    });
}
