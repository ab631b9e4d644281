/**
 * How a camera and its machine are doing: the details of a status, which the gateway shows on in its list of cameras.
 * Every detail is optional. One that is wrong is left out, and text that is too long is cut: what is told beside it, and
 * above all the state, is worth reading all the same.
 */
import * as v from 'valibot';

/** Why a Raspberry Pi runs slower than it could. */
export const throttleReasons = [
  'under-voltage',
  'frequency-capped',
  'throttled',
  'soft-temperature-limit',
] as const;
export type ThrottleReason = (typeof throttleReasons)[number];

export const maxFailureMessageLength = 500;
/** Last lines of output told with a failure; older ones are left out. */
export const maxLastWords = 5;
export const maxLastWordLength = 300;

const maxBytes = 2 ** 50;
const maxDurationMs = 1e12;

/** A field that may be missing, and counts as missing where it is not as agreed. */
export function detail<S extends v.GenericSchema<unknown, unknown>>(schema: S) {
  return v.fallback(v.optional(schema), undefined);
}

function range(min: number, max: number) {
  return v.pipe(v.number(), v.minValue(min), v.maxValue(max));
}

/** Text of which no more than `maxLength` is kept. */
export function cutText(maxLength: number) {
  return v.pipe(
    v.string(),
    v.transform((text) => text.slice(0, maxLength)),
  );
}

const reasons = v.pipe(
  v.array(v.string()),
  v.description(throttleReasons.join(', ')),
  v.transform((words) => throttleReasons.filter((reason) => words.includes(reason))),
);

export const CameraHealthSchema = v.object({
  /** Of the processor. */
  temperatureCelsius: detail(range(-60, 200)),
  /** What holds a Raspberry Pi back, and what has done so since it was switched on. Absent on other machines. */
  throttled: detail(v.object({ now: reasons, sinceBoot: reasons })),
  /** Absent without a Wi-Fi connection. */
  wifi: detail(v.object({ signalDbm: range(-150, 0) })),
  /** Load of the last minute in percent of all cores; over 100 when work has to wait. */
  loadPercent: detail(range(0, 100_000)),
  /** Memory that programs could still get. */
  freeMemoryBytes: detail(range(0, maxBytes)),
  /** Since the machine was switched on. */
  uptimeMs: detail(range(0, maxDurationMs)),
});
export type CameraHealth = v.InferOutput<typeof CameraHealthSchema>;

/** What really leaves the camera, measured over its last seconds. */
export const DeliveredVideoSchema = v.object({
  framesPerSecond: range(0, 1000),
  /** Of all that is pushed: picture, sound and container. */
  bitsPerSecond: range(0, 1e10),
  /** Pictures that the source gave and that were not sent, since the capture began. */
  droppedPictures: range(0, 1e12),
});
export type DeliveredVideo = v.InferOutput<typeof DeliveredVideoSchema>;

/** Why something failed. Neither message nor last words hold a secret: the camera takes them out. */
export const CameraFailureSchema = v.object({
  code: cutText(64),
  /** What failed and what to do. */
  message: cutText(maxFailureMessageLength),
  /** Last lines of output of the program that failed, the newest last. */
  lastWords: detail(
    v.pipe(
      v.array(cutText(maxLastWordLength)),
      v.transform((lines) => lines.slice(-maxLastWords)),
    ),
  ),
});
export type CameraFailure = v.InferOutput<typeof CameraFailureSchema>;
