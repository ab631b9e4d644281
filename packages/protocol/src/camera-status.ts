/** What a camera says: its status (also its last will) and its replies to commands. Unknown fields are ignored. */
import * as v from 'valibot';
import {
  CameraFailureSchema,
  CameraHealthSchema,
  cutText,
  DeliveredVideoSchema,
  detail,
} from './camera-health.js';
import { cameraStatusStates } from './http.js';

/** How often a camera repeats its status. */
export const statusHeartbeatMs = 30_000;
/** After this long without a status a camera counts as offline: two heartbeats and a half. */
export const statusTimeoutMs = 75_000;
/** A status is one small message: so long at most, as UTF-8. A camera leaves last words out to keep to it. */
export const maxStatusBytes = 2048;

export const CameraStatusSchema = v.object({
  v: v.optional(v.number(), 1),
  state: v.picklist(cameraStatusStates),
  /** The run in progress; absent when idle. */
  runId: v.optional(v.nullable(v.string())),
  /** New for each MQTT connection, so that the late will of an older one can be told apart and ignored. */
  connectionId: v.optional(v.string()),
  /** When the camera came into its state, ISO 8601; absent while its clock has not been set. */
  since: detail(v.pipe(v.string(), v.isoTimestamp())),
  /** Program and version, such as `rpi-live-camera-agent/0.1.0`. */
  agent: detail(cutText(128)),
  /** What makes the picture, such as `rpicam`. */
  capture: detail(cutText(32)),
  /** Only while it streams. */
  video: detail(v.nullable(DeliveredVideoSchema)),
  health: detail(v.nullable(CameraHealthSchema)),
  /** Why the last run ended badly, or what keeps the camera from streaming. */
  lastError: detail(v.nullable(CameraFailureSchema)),
});
export type CameraStatus = v.InferOutput<typeof CameraStatusSchema>;

export const replyStatuses = ['accepted', 'succeeded', 'failed', 'rejected'] as const;

/** A reply to one command, on the event topic. */
export const CameraReplySchema = v.object({
  v: v.optional(v.number(), 1),
  /** `id` of the command. */
  inReplyTo: v.string(),
  status: v.picklist(replyStatuses),
  error: v.optional(v.nullable(v.pick(CameraFailureSchema, ['code', 'message']))),
});
export type CameraReply = v.InferOutput<typeof CameraReplySchema>;
