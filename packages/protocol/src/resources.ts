/** What the gateway answers over HTTP: cameras, sessions and their sources. All times are ISO 8601 in UTC. */
import * as v from 'valibot';
import { CameraFailureSchema, CameraHealthSchema, DeliveredVideoSchema } from './camera-health.js';
import { cameraStates, cameraStatusStates, startPhases, transports } from './http.js';

/**
 * What a camera last said of itself. What it did not tell is null, and so is all of it for cameras that tell a state
 * and nothing else. An `offline` adds nothing: this stays as it was before.
 */
export const CameraReportSchema = v.object({
  /** In the camera's own words; the camera's resource has what the gateway makes of it. */
  state: v.picklist(cameraStatusStates),
  /** When the gateway heard it. */
  heardAt: v.string(),
  since: v.nullable(v.string()),
  agent: v.nullable(v.string()),
  capture: v.nullable(v.string()),
  video: v.nullable(DeliveredVideoSchema),
  health: v.nullable(CameraHealthSchema),
  lastError: v.nullable(CameraFailureSchema),
});
export type CameraReport = v.InferOutput<typeof CameraReportSchema>;

export const CameraResourceSchema = v.object({
  id: v.string(),
  name: v.string(),
  state: v.picklist(cameraStates),
  /** Sessions that hold the camera's stream now. */
  viewers: v.number(),
  /** When `state` last changed. */
  since: v.string(),
  /** Null while the camera has not spoken. */
  status: v.nullable(CameraReportSchema),
});
export type CameraResource = v.InferOutput<typeof CameraResourceSchema>;

export const CameraListSchema = v.object({ cameras: v.array(CameraResourceSchema) });
export type CameraList = v.InferOutput<typeof CameraListSchema>;

/** One way to receive the stream. */
export const SourceSchema = v.object({
  transport: v.picklist(transports),
  /** URL reference, to be resolved against the URL of the response it came in. */
  url: v.string(),
  /** Media type, with codecs where they are known. */
  type: v.optional(v.string()),
});
export type Source = v.InferOutput<typeof SourceSchema>;

/** One viewer's claim on a stream. Its id is the credential of its own keep-alive and close. */
export const SessionSchema = v.object({
  id: v.string(),
  cameraId: v.string(),
  state: v.literal('live'),
  serverTime: v.string(),
  /** Last sign of life + 2 × `keepAliveMs`. */
  expiresAt: v.string(),
  keepAliveMs: v.number(),
  /** When the right to watch ends, and the session with it; absent where it does not. */
  rightsExpireAt: v.optional(v.string()),
  /** How far back the HLS playlist reaches once the stream has run for so long; absent where that is only for live playback. */
  timeShiftMs: v.optional(v.number()),
  /** In the order in which a player should try them. */
  sources: v.array(SourceSchema),
});
export type Session = v.InferOutput<typeof SessionSchema>;

/** Data of the `progress` event while a session starts. */
export const StartProgressSchema = v.object({ phase: v.picklist(startPhases) });
export type StartProgress = v.InferOutput<typeof StartProgressSchema>;

/** Answer to a keep-alive. */
export const KeepaliveSchema = v.object({
  expiresAt: v.string(),
  serverTime: v.string(),
  /** As in the session; later than before, where the keep-alive came with a fresh token. */
  rightsExpireAt: v.optional(v.string()),
});
export type Keepalive = v.InferOutput<typeof KeepaliveSchema>;

/** A session as an administrator sees it: by a handle, which is no credential. */
export const SessionSummarySchema = v.object({
  handle: v.string(),
  cameraId: v.string(),
  openedAt: v.string(),
  expiresAt: v.string(),
  /** Null where the right to watch does not end. */
  rightsExpireAt: v.nullable(v.string()),
  /** Claim `sub` of the viewer's token; null where there is none. */
  subject: v.nullable(v.string()),
  /** Claim `jti` of the viewer's token; null where there is none. */
  tokenId: v.nullable(v.string()),
});
export type SessionSummary = v.InferOutput<typeof SessionSummarySchema>;

export const SessionListSchema = v.object({ sessions: v.array(SessionSummarySchema) });
export type SessionList = v.InferOutput<typeof SessionListSchema>;

const claim = v.pipe(v.string(), v.minLength(1), v.maxLength(512));

/** Which tokens are refused from now on: one, or all that a subject was given so far. */
export const RevocationSchema = v.union([
  v.strictObject({ jti: claim, expiresAt: v.optional(v.pipe(v.string(), v.isoTimestamp())) }),
  v.strictObject({ sub: claim, expiresAt: v.optional(v.pipe(v.string(), v.isoTimestamp())) }),
]);
export type Revocation = v.InferOutput<typeof RevocationSchema>;

/** How many sessions an administrator's request has ended. */
export const EndedSessionsSchema = v.object({ ended: v.number() });
export type EndedSessions = v.InferOutput<typeof EndedSessionsSchema>;
