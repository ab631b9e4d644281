/**
 * What the gateway tells a camera on its control topic. The action names are those of the systems this replaces, so
 * that a camera which reads nothing but `action` works. Unknown fields are ignored on both sides.
 */
import * as v from 'valibot';

/** Version of the messages on MQTT; a receiver rejects a higher one. */
export const protocolVersion = 1;

export const controlActions = {
  start: 'START_LIVE_STREAM',
  stop: 'STOP_LIVE_STREAM',
  forceKeyframe: 'FORCE_KEYFRAME',
} as const;

const positiveInteger = v.pipe(v.number(), v.integer(), v.minValue(1));

/** Picture wanted from the camera; each field is a wish, a camera may deliver another format. */
export const VideoSettingsSchema = v.object({
  width: positiveInteger,
  height: positiveInteger,
  framesPerSecond: v.pipe(v.number(), v.minValue(1), v.maxValue(240)),
  bitsPerSecond: positiveInteger,
  keyframeIntervalMs: positiveInteger,
});
export type VideoSettings = v.InferOutput<typeof VideoSettingsSchema>;

/** Where to push: an ffmpeg/libsrt URL. It may carry the run's passphrase, so it never belongs in a log. */
export const StreamOutputSchema = v.object({
  url: v.pipe(v.string(), v.regex(/^(srt|udp):\/\//, 'must be an srt:// or udp:// URL')),
  format: v.literal('mpegts'),
});
export type StreamOutput = v.InferOutput<typeof StreamOutputSchema>;

const envelope = {
  v: v.optional(v.number(), protocolVersion),
  /** UUID of this message; a camera drops a repeated one. */
  id: v.optional(v.string()),
  /** Run this is about (one START … STOP of a camera). */
  runId: v.optional(v.string()),
  /** ISO 8601, by the gateway's clock. */
  issuedAt: v.optional(v.string()),
  /** How long after `issuedAt` the message is worth obeying; judged only by a camera whose clock is synchronised. */
  ttlMs: v.optional(positiveInteger),
};

/** START begins a run or, with the same `runId`, renews its lease; another `runId` replaces the run. */
export const StartCommandSchema = v.object({
  ...envelope,
  action: v.literal(controlActions.start),
  /** The camera stops by itself when this much time passes on its monotonic clock without a renewal. */
  leaseMs: v.optional(positiveInteger),
  output: v.optional(StreamOutputSchema),
  video: v.optional(v.partial(VideoSettingsSchema)),
});
export type StartCommand = v.InferOutput<typeof StartCommandSchema>;

/** STOP ends the run it names; one that names another run is ignored, one that names none always counts. */
export const StopCommandSchema = v.object({ ...envelope, action: v.literal(controlActions.stop) });
export type StopCommand = v.InferOutput<typeof StopCommandSchema>;

/** Asks for a keyframe as soon as possible; a capture that cannot is free to answer `rejected`. */
export const ForceKeyframeCommandSchema = v.object({
  ...envelope,
  action: v.literal(controlActions.forceKeyframe),
});
export type ForceKeyframeCommand = v.InferOutput<typeof ForceKeyframeCommandSchema>;

export const ControlCommandSchema = v.variant('action', [
  StartCommandSchema,
  StopCommandSchema,
  ForceKeyframeCommandSchema,
]);
export type ControlCommand = v.InferOutput<typeof ControlCommandSchema>;

/** What can be read of any control message, known action or not: enough to reply to it. */
export const ControlEnvelopeSchema = v.object({ ...envelope, action: v.string() });
export type ControlEnvelope = v.InferOutput<typeof ControlEnvelopeSchema>;
