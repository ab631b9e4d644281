/** The pieces that descriptions of paths are made of: answers, problems, parameters, and the schemas they name. */
import {
  CameraListSchema,
  CameraResourceSchema,
  EndedSessionsSchema,
  KeepaliveSchema,
  PlaybackRequestSchema,
  PlaybackSchema,
  type ProblemCode,
  ProblemSchema,
  problemMediaType,
  problemRules,
  RecordingListSchema,
  RecordingSchema,
  RevocationSchema,
  SessionListSchema,
  SessionSchema,
  StartProgressSchema,
} from '@rpi-live-camera/protocol';

/** Those under `components`, by name. */
export const schemas = {
  Camera: CameraResourceSchema,
  CameraList: CameraListSchema,
  Session: SessionSchema,
  StartProgress: StartProgressSchema,
  Keepalive: KeepaliveSchema,
  SessionList: SessionListSchema,
  Revocation: RevocationSchema,
  EndedSessions: EndedSessionsSchema,
  Recording: RecordingSchema,
  RecordingList: RecordingListSchema,
  Playback: PlaybackSchema,
  PlaybackRequest: PlaybackRequestSchema,
  Problem: ProblemSchema,
};
type SchemaName = keyof typeof schemas;

export type Answer = { description: string; content?: Record<string, unknown> };

export function json(schema: SchemaName, description: string, mediaType = 'application/json'): Answer {
  return { description, content: { [mediaType]: { schema: { $ref: `#/components/schemas/${schema}` } } } };
}

/** One answer a status, naming the codes that share it. */
export function problems(...codes: ProblemCode[]): Record<string, Answer> {
  const statuses = new Set(codes.map((code) => problemRules[code].status));
  return Object.fromEntries(
    [...statuses].map((status) => {
      const same = codes.filter((code) => problemRules[code].status === status);
      return [status, json('Problem', same.join(', '), problemMediaType)];
    }),
  );
}

export function pathParameter(name: string, description: string) {
  return { name, in: 'path', required: true, description, schema: { type: 'string' } };
}

export const cameraId = pathParameter('cameraId', 'Id of a configured camera');

/** For operations that need a token where the setting `auth.mode` is `jwt`; `{}` says that elsewhere none is needed. */
export const byToken = [{ bearer: [] }, {}];

/** What is answered to those who may not. */
export const refusals = problems('unauthorized', 'forbidden');

/** What can keep a camera from being shown. */
export const startErrors = problems(
  'camera_not_found',
  'viewer_limit_reached',
  'too_many_requests',
  'camera_failed',
  'ffmpeg_failed',
  'broker_unavailable',
  'camera_offline',
  'stream_not_ready',
  'camera_timeout',
);
