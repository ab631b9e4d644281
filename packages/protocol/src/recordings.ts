/** What the gateway answers about recordings. All times are ISO 8601 in UTC. */
import * as v from 'valibot';

export const RecordingSchema = v.object({
  id: v.string(),
  cameraId: v.string(),
  /** `recording` while it grows. */
  state: v.picklist(['recording', 'finished']),
  /** When its first and its last picture were taken; of one that grows, the last so far. */
  startedAt: v.string(),
  endedAt: v.string(),
  /** What it plays: less than lies between, where something is missing. */
  durationMs: v.number(),
  byteLength: v.number(),
  /** RFC 6381; of its last segment. */
  codecs: v.string(),
  /** Places at which the camera was started anew, or something is missing. */
  cutCount: v.number(),
  /** Why it is over; null while it grows. `continued`: it goes on in the next; `camera_silent`: once the camera sends again. */
  endReason: v.nullable(v.string()),
  /** The one that it goes on in; null where there is none, or none any more. */
  continuedIn: v.nullable(v.string()),
});
export type Recording = v.InferOutput<typeof RecordingSchema>;

export const RecordingListSchema = v.object({
  /** Newest first. */
  recordings: v.array(RecordingSchema),
  /** For the query parameter `before` of the next page; null on the last one. */
  next: v.nullable(v.string()),
});
export type RecordingList = v.InferOutput<typeof RecordingListSchema>;

/** URLs to play a recording at, without headers: who knows them may. References, resolved against the response's URL. */
export const PlaybackSchema = v.object({
  recording: RecordingSchema,
  /** Part of the URLs; sent again with another token, it lives by the rights of that one from then on. */
  grant: v.string(),
  /** Without a request for so long, the URLs die. */
  idleMs: v.number(),
  /** When the right to play ends, and the URLs with it; absent where it does not. */
  rightsExpireAt: v.optional(v.string()),
  /** HLS: VOD, or EVENT if it grew when this was asked for first. */
  hlsUrl: v.string(),
  /** One MP4; with `from` and `to` (ISO 8601) in its query a clip, from the keyframe at or before `from`; with `download` to be saved. */
  mp4Url: v.string(),
  /** JPEG. */
  posterUrl: v.string(),
});
export type Playback = v.InferOutput<typeof PlaybackSchema>;

/** Body of a request for these URLs; all of it may be left out. */
export const PlaybackRequestSchema = v.object({
  /** To be kept. */
  grant: v.optional(v.string()),
});
