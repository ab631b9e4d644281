/** Recordings: what cameras kept, and what a playback's URLs answer. */
import { playlistMediaType, recordingPaths } from '@rpi-live-camera/protocol';
import { byToken, cameraId, json, pathParameter, problems, refusals, startErrors } from './answers.js';

const recordingId = pathParameter('recordingId', 'From the list of recordings');
const grant = pathParameter('grant', 'Part of the URLs of a playback; dies with it');
const needs = (action: string): string => `Needs the action \`${action}\` for the camera.`;
const query = (name: string, description: string, type: string) => ({
  name,
  in: 'query',
  required: false,
  description,
  schema: { type },
});

export const recordingPathItems = {
  [recordingPaths.recordings('{cameraId}')]: {
    get: {
      operationId: 'listRecordings',
      summary: 'Recordings of a camera, newest first; wakes nothing',
      description: needs('playback'),
      security: byToken,
      parameters: [
        cameraId,
        query('limit', 'How many at most, from 1 to 1000; 100 where it is left out', 'integer'),
        query('before', 'For the next page: `next` of the one before', 'string'),
      ],
      responses: {
        200: json('RecordingList', 'The recordings'),
        ...refusals,
        ...problems('invalid_request', 'camera_not_found', 'storage_failed'),
      },
    },
    post: {
      operationId: 'startRecording',
      summary: 'Records from now on, until it is stopped; answers when something is kept',
      description: `${needs('record')} Starts the camera where it sleeps. One that goes on already goes on.`,
      security: byToken,
      parameters: [cameraId],
      responses: {
        201: json('Recording', 'The recording'),
        ...refusals,
        ...startErrors,
        ...problems('recording_refused', 'storage_full', 'storage_failed'),
      },
    },
  },
  [recordingPaths.stop('{cameraId}')]: {
    post: {
      operationId: 'stopRecording',
      summary: 'Ends the recording that was started; answers when it is finished',
      description: needs('record'),
      security: byToken,
      parameters: [cameraId],
      responses: {
        200: json('Recording', 'The recording'),
        ...refusals,
        ...problems('recording_not_found', 'recording_refused'),
      },
    },
  },
  [recordingPaths.recording('{cameraId}', '{recordingId}')]: {
    get: {
      operationId: 'getRecording',
      summary: 'One recording',
      description: needs('playback'),
      security: byToken,
      parameters: [cameraId, recordingId],
      responses: {
        200: json('Recording', 'The recording'),
        ...refusals,
        ...problems('recording_not_found', 'storage_failed'),
      },
    },
    delete: {
      operationId: 'deleteRecording',
      summary: 'Deletes a recording for good',
      description: `${needs('delete')} One that is being made is ended for it; what comes then is in the next.`,
      security: byToken,
      parameters: [cameraId, recordingId],
      responses: {
        204: { description: 'Deleted' },
        ...refusals,
        ...problems('recording_not_found', 'storage_failed'),
      },
    },
  },
  [recordingPaths.playback('{cameraId}', '{recordingId}')]: {
    post: {
      operationId: 'openPlayback',
      summary: 'URLs to play a recording at, which need no headers',
      description: `${needs('playback')} With the \`grant\` of before the same URLs live by the rights of this token.`,
      security: byToken,
      parameters: [cameraId, recordingId],
      requestBody: {
        required: false,
        content: { 'application/json': { schema: { $ref: '#/components/schemas/PlaybackRequest' } } },
      },
      responses: {
        201: json('Playback', 'The URLs'),
        ...refusals,
        ...problems('invalid_request', 'recording_not_found', 'too_many_requests'),
      },
    },
  },
  [recordingPaths.poster('{cameraId}', '{recordingId}')]: {
    get: {
      operationId: 'getRecordingPoster',
      summary: 'The first picture of a recording, for lists of them; opens no playback',
      description: needs('playback'),
      security: byToken,
      parameters: [cameraId, recordingId],
      responses: {
        200: { description: 'The picture', content: { 'image/jpeg': {} } },
        ...refusals,
        ...problems('recording_not_found', 'ffmpeg_failed', 'storage_failed', 'too_many_requests'),
      },
    },
  },
  '/recordings/{grant}/{cameraId}/index.m3u8': {
    get: {
      operationId: 'getRecordingPlaylist',
      summary:
        'HLS playlist of a recording: VOD, or EVENT if it grew when the playback was opened; with delta updates',
      parameters: [grant, cameraId],
      responses: {
        200: { description: 'The playlist', content: { [playlistMediaType]: {} } },
        ...problems('not_found'),
      },
    },
  },
  '/recordings/{grant}/{cameraId}/recording.mp4': {
    get: {
      operationId: 'downloadRecording',
      summary: 'A recording, or a clip of it, as one MP4 that can be seeked in; nothing is encoded again',
      parameters: [
        grant,
        cameraId,
        query('from', 'ISO 8601; the clip begins with the keyframe at or before it', 'string'),
        query('to', 'ISO 8601; the clip ends there', 'string'),
        query(
          'download',
          'To be saved, whatever its value; shown in the page where it is left out',
          'string',
        ),
      ],
      responses: {
        200: { description: 'The file', content: { 'video/mp4': {} } },
        206: { description: 'The range of it that was asked for', content: { 'video/mp4': {} } },
        416: { description: 'There is nothing in this range; `Content-Range` says how long it is' },
        ...problems('invalid_request', 'not_found', 'recording_not_found', 'too_many_requests'),
      },
    },
  },
  '/recordings/{grant}/{cameraId}/poster.jpg': {
    get: {
      operationId: 'getPoster',
      summary: 'The first picture of a recording that is being played',
      parameters: [grant, cameraId],
      responses: {
        200: { description: 'The picture', content: { 'image/jpeg': {} } },
        ...problems('not_found', 'ffmpeg_failed'),
      },
    },
  },
};
