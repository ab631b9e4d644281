/** The HTTP API as an OpenAPI 3.1 document, its schemas taken from the protocol package. */
import { apiPaths } from '@rpi-live-camera/protocol';
import { toJsonSchema } from '@valibot/to-json-schema';
import { administrationPaths, endCameraSessions } from './administration-paths.js';
import {
  byToken,
  cameraId,
  json,
  pathParameter,
  problems,
  refusals,
  schemas,
  startErrors,
} from './answers.js';
import { compatPaths } from './compat-paths.js';
import { mediaPaths } from './media-paths.js';
import { pagePaths } from './page-paths.js';
import { recordingPathItems } from './recording-paths.js';

const sessionId = pathParameter('sessionId', 'Id of a session, which is its own credential');

/** @param serverUrl where the API is mounted, `/` at the root */
export function createOpenApiDocument(serverUrl: string, version: string): Record<string, unknown> {
  return {
    openapi: '3.1.0',
    info: {
      title: 'rpi-live-camera gateway',
      version,
      description: 'Wakes cameras while somebody watches and serves them as live video.',
    },
    servers: [{ url: serverUrl }],
    paths: {
      [apiPaths.cameras]: {
        get: {
          operationId: 'listCameras',
          summary: 'All cameras that the token is for; without a token the public ones',
          security: byToken,
          responses: { 200: json('CameraList', 'The cameras'), ...problems('unauthorized') },
        },
      },
      [apiPaths.camera('{cameraId}')]: {
        get: {
          operationId: 'getCamera',
          summary: 'One camera',
          description: 'Needs the action `watch` or `admin`.',
          security: byToken,
          parameters: [cameraId],
          responses: { 200: json('Camera', 'The camera'), ...refusals, ...problems('camera_not_found') },
        },
      },
      [apiPaths.cameraSnapshot('{cameraId}')]: {
        get: {
          operationId: 'getSnapshot',
          summary: 'Newest picture of a camera; wakes nothing',
          description:
            'Needs the action `snapshot`. Ask again with `If-None-Match`: only another picture is decoded and sent.',
          security: byToken,
          parameters: [cameraId],
          responses: {
            200: { description: 'A picture, its age in `Age`', content: { 'image/jpeg': {} } },
            304: { description: 'The picture of this `ETag` is still the newest' },
            ...refusals,
            ...problems('camera_not_found', 'snapshot_not_found', 'too_many_requests'),
          },
        },
      },
      [apiPaths.cameraSessions('{cameraId}')]: {
        ...endCameraSessions,
        post: {
          operationId: 'openSession',
          summary: 'Starts the camera or joins its stream, and answers when there is something to play',
          description:
            'Needs the action `watch`. With `Accept: text/event-stream` the answer is 200 with events: `progress` (StartProgress), then one ' +
            '`session` (Session) or one `problem` (Problem).',
          security: byToken,
          parameters: [cameraId],
          requestBody: { required: false, content: { 'application/json': { schema: { type: 'object' } } } },
          responses: {
            200: { description: 'Events of the start', content: { 'text/event-stream': {} } },
            201: json('Session', 'The session'),
            ...refusals,
            ...startErrors,
            ...problems('invalid_request', 'payload_too_large'),
          },
        },
      },
      [apiPaths.sessionKeepalive('{sessionId}')]: {
        post: {
          operationId: 'keepSessionAlive',
          summary:
            'A sign of life; with a token for the same camera the session lives by that one’s rights, too',
          security: byToken,
          parameters: [sessionId],
          responses: { 200: json('Keepalive', 'Still there'), ...refusals, ...problems('session_gone') },
        },
      },
      [apiPaths.sessionClose('{sessionId}')]: {
        post: {
          operationId: 'closeSession',
          summary: 'Ends a session, for navigator.sendBeacon; idempotent',
          parameters: [sessionId],
          responses: { 204: { description: 'Ended' } },
        },
      },
      [apiPaths.session('{sessionId}')]: {
        delete: {
          operationId: 'deleteSession',
          summary: 'Ends a session; idempotent',
          parameters: [sessionId],
          responses: { 204: { description: 'Ended' } },
        },
      },
      ...administrationPaths,
      ...recordingPathItems,
      ...mediaPaths,
      ...pagePaths,
      ...compatPaths,
      '/healthz': {
        get: {
          operationId: 'isAlive',
          summary: 'The process lives',
          responses: { 200: { description: 'It does' } },
        },
      },
      '/readyz': {
        get: {
          operationId: 'isReady',
          summary: 'Whether a camera could be started now',
          description:
            'What each check says in detail is for administrators of all cameras where the setting `auth.mode` is `jwt`.',
          security: byToken,
          responses: {
            200: { description: 'It could' },
            503: {
              description: 'It could not, and `checks` says why; or `status` is `closing`: the gateway ends',
            },
          },
        },
      },
      '/metrics': {
        get: {
          operationId: 'getMetrics',
          summary: 'Prometheus metrics',
          description: 'Where the setting `auth.mode` is `jwt`: needs the action `admin` for all cameras.',
          security: byToken,
          responses: { 200: { description: 'Metrics' }, ...refusals },
        },
      },
    },
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            'Where the setting `auth.mode` is `jwt`. Claims: `exp`, `cameras` (ids or patterns with `*`), `actions` ' +
            '(`watch`, `snapshot`, `playback`, `record`, `delete`, `admin`; without it the first two), `sub`, `jti`, `nbf`, `aud`.',
        },
      },
      schemas: Object.fromEntries(
        Object.entries(schemas).map(([name, schema]) => {
          // What is cut or filtered while reading has no word in JSON Schema; an answer has been through it.
          const { $schema: _, ...definition } = toJsonSchema(schema, { ignoreActions: ['transform'] });
          return [name, definition];
        }),
      ),
    },
  };
}
