/** The endpoints that older systems know; a gateway has them where `compat.cameraId` is set. */
import { playlistMediaType } from '@rpi-live-camera/protocol';
import { type Answer, byToken, pathParameter, problems, refusals, startErrors } from './answers.js';

const condition =
  'Only where the setting `compat.cameraId` names a camera. Needs the action `watch`, unless `compat.public` is set.';

function says(description: string, properties: Record<string, unknown>): Answer {
  const schema = { type: 'object', properties, required: Object.keys(properties) };
  return { description, content: { 'application/json': { schema } } };
}

const started = says('A complete segment can be played', {
  status: { const: 'Video streaming service started successfully' },
  stream_url: { type: 'string', format: 'uri-reference' },
});
const notStarted = says('The camera could not be started in time; `message` says why', {
  status: { const: 'error' },
  message: { type: 'string' },
});
const stopped = says('Ended, or there was nothing to end', {
  status: { const: 'Video streaming service stopped successfully' },
});

/** GET and POST do the same. */
function eitherMethod(operationId: string, summary: string, responses: Record<string, Answer>) {
  const operation = {
    summary,
    description: condition,
    security: byToken,
    responses: { ...responses, ...refusals },
  };
  return {
    get: { operationId, ...operation },
    post: { operationId: `${operationId}ByPost`, ...operation },
  };
}

export const compatPaths = {
  '/api/v1/video/start-streaming-service': eitherMethod(
    'startStreamingService',
    'Starts the camera, or joins its stream, for all who use the playlist below',
    { 200: started, 504: notStarted },
  ),
  '/api/v1/video/stop-streaming-service': eitherMethod(
    'stopStreamingService',
    'Ends what was started so; viewers with sessions of their own go on',
    { 200: stopped },
  ),
  '/api/v1/video/hls/stream.m3u8': {
    get: {
      operationId: 'getStreamingServicePlaylist',
      summary: 'The playlist of what was started',
      description: condition,
      security: byToken,
      responses: {
        200: { description: 'The playlist', content: { [playlistMediaType]: {} } },
        ...refusals,
        ...problems('invalid_request', 'playlist_request_too_far', 'not_found', 'stream_not_ready'),
      },
    },
  },
  '/api/v1/video/hls/{file}': {
    get: {
      operationId: 'getStreamingServiceMedia',
      summary: 'A file that the playlist names',
      description: condition,
      security: byToken,
      parameters: [pathParameter('file', 'Name from the playlist')],
      responses: {
        200: { description: 'The media', content: { 'video/mp4': {} } },
        ...refusals,
        ...problems('not_found', 'stream_not_ready'),
      },
    },
  },
  '/video': {
    get: {
      operationId: 'getVideo',
      summary:
        'Starts the camera, or joins its stream, and shows moving JPEG pictures until the client leaves',
      description: condition,
      security: byToken,
      responses: {
        200: { description: 'The pictures', content: { 'multipart/x-mixed-replace': {} } },
        ...refusals,
        ...startErrors,
      },
    },
  },
};
