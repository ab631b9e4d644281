/**
 * `GET /api/v1/cameras` and one of them: id, name, state, viewers, and what it says of itself. Asking wakes nothing.
 * The list shows what the caller may watch or administrate.
 */
import type { CameraList } from '@rpi-live-camera/protocol';
import { apiPaths } from '@rpi-live-camera/protocol/http';
import { Hono } from 'hono';
import { GatewayError } from '../errors/gateway-error.js';
import type { AppEnv } from '../http/app-env.js';
import type { CameraDirectory } from '../sessions/camera-directory.js';

export function createCameraRoutes({ directory }: { directory: CameraDirectory }): Hono<AppEnv> {
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
    .get(apiPaths.cameraSnapshot(':cameraId'), (c) => {
      directory.get(c.req.param('cameraId'));
      throw new GatewayError('snapshot_not_found', 'No picture of this camera has been kept.');
    });
}
