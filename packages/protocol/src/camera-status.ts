/** What a camera says: its status (also its last will) and its replies to commands. Unknown fields are ignored. */
import * as v from 'valibot';
import { cameraStatusStates } from './http.js';

/** How often a camera repeats its status. */
export const statusHeartbeatMs = 30_000;
/** After this long without a status a camera counts as offline: two heartbeats and a half. */
export const statusTimeoutMs = 75_000;

const FailureSchema = v.object({ code: v.string(), message: v.string() });

export const CameraStatusSchema = v.object({
  v: v.optional(v.number(), 1),
  state: v.picklist(cameraStatusStates),
  /** The run in progress; absent when idle. */
  runId: v.optional(v.nullable(v.string())),
  /** New for each MQTT connection, so that the late will of an older one can be told apart and ignored. */
  connectionId: v.optional(v.string()),
  /** Program and version, such as `rpi-live-camera-agent/0.1.0`. */
  agent: v.optional(v.string()),
  /** Why the last run ended badly, or what keeps the camera from streaming. */
  lastError: v.optional(v.nullable(FailureSchema)),
});
export type CameraStatus = v.InferOutput<typeof CameraStatusSchema>;

export const replyStatuses = ['accepted', 'succeeded', 'failed', 'rejected'] as const;

/** A reply to one command, on the event topic. */
export const CameraReplySchema = v.object({
  v: v.optional(v.number(), 1),
  /** `id` of the command. */
  inReplyTo: v.string(),
  status: v.picklist(replyStatuses),
  error: v.optional(v.nullable(FailureSchema)),
});
export type CameraReply = v.InferOutput<typeof CameraReplySchema>;
