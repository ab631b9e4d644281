/** What the URLs of a session's sources answer. */
import { playlistMediaType } from '@rpi-live-camera/protocol';
import { cameraId, pathParameter, problems } from './answers.js';

const grant = pathParameter('grant', 'Part of the source URLs of a session; dies with it');

const connection = pathParameter('connectionId', 'From the Location of the answer');

export const mediaPaths = {
  '/live/{grant}/{cameraId}/index.m3u8': {
    get: {
      operationId: 'getPlaylist',
      summary: 'Low-Latency HLS media playlist (RFC 8216bis), with blocking reload',
      parameters: [
        grant,
        cameraId,
        { name: '_HLS_msn', in: 'query', required: false, schema: { type: 'integer' } },
        { name: '_HLS_part', in: 'query', required: false, schema: { type: 'integer' } },
        { name: '_HLS_skip', in: 'query', required: false, schema: { type: 'string', enum: ['YES', 'v2'] } },
      ],
      responses: {
        200: { description: 'The playlist', content: { [playlistMediaType]: {} } },
        ...problems('invalid_request', 'playlist_request_too_far', 'not_found', 'stream_not_ready'),
      },
    },
  },
  '/live/{grant}/{cameraId}/live.mp4': {
    get: {
      operationId: 'getLiveMp4',
      summary: 'Endless fragmented MP4, a fragment a picture, from the newest keyframe on; ends with the run',
      description:
        'With Upgrade: websocket the same bytes come as binary messages, after a text message { "type": … }. ' +
        'The socket closes with 1000 at the end of the run, else with 4000 + the status of a problem and its code.',
      parameters: [grant, cameraId],
      responses: {
        101: { description: 'The media as messages' },
        200: { description: 'The media', content: { 'video/mp4': {} } },
        ...problems('invalid_request', 'forbidden', 'not_found', 'stream_not_ready'),
      },
    },
  },
  '/live/{grant}/{cameraId}/whep': {
    post: {
      operationId: 'connectByWebRtc',
      summary: 'WebRTC-HTTP egress (WHEP): an offer in, an answer out; pictures only',
      parameters: [grant, cameraId],
      requestBody: { required: true, content: { 'application/sdp': {} } },
      responses: {
        201: { description: 'The answer; Location is the connection', content: { 'application/sdp': {} } },
        ...problems('invalid_request', 'not_found', 'stream_not_ready', 'internal'),
      },
    },
  },
  '/live/{grant}/{cameraId}/whep/{connectionId}': {
    patch: {
      operationId: 'addCandidates',
      summary: 'Further addresses of the viewer (trickle ICE)',
      parameters: [grant, cameraId, connection],
      requestBody: { required: true, content: { 'application/trickle-ice-sdpfrag': {} } },
      responses: { 204: { description: 'Taken' }, ...problems('invalid_request', 'not_found') },
    },
    delete: {
      operationId: 'disconnectWebRtc',
      summary: 'Ends the connection',
      parameters: [grant, cameraId, connection],
      responses: { 200: { description: 'Ended' }, ...problems('not_found') },
    },
  },
  '/live/{grant}/{cameraId}/video.mjpeg': {
    get: {
      operationId: 'getMovingPictures',
      summary: 'Moving JPEG pictures, always the newest, for as long as the session lasts',
      parameters: [grant, cameraId],
      responses: {
        200: {
          description: 'The pictures',
          content: { 'multipart/x-mixed-replace': {}, 'application/octet-stream': {} },
        },
        ...problems('not_found', 'ffmpeg_failed', 'stream_not_ready'),
      },
    },
  },
};
