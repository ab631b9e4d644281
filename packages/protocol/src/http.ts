/**
 * The schema-free half of the protocol: constants and types that a browser may load without a validator.
 * Everything that needs valibot at run time lives beside it and is exported from the package's main entry.
 */

/** Ways a viewer can receive a stream, as named in a session's `sources`. */
export const transports = ['hls', 'fmp4', 'webrtc', 'mjpeg'] as const;
export type Transport = (typeof transports)[number];

/** What a start goes through before the first picture, in this order. */
export const startPhases = ['waking', 'receiving', 'buffering'] as const;
export type StartPhase = (typeof startPhases)[number];

/** What a camera says of itself in its status message. */
export const cameraStatusStates = ['idle', 'starting', 'streaming', 'stopping', 'error', 'offline'] as const;
export type CameraStatusState = (typeof cameraStatusStates)[number];

/** What the gateway says of a camera over HTTP; `unknown` is a camera that has never spoken. */
export const cameraStates = ['unknown', ...cameraStatusStates] as const;
export type CameraState = (typeof cameraStates)[number];

/** Media type of an RFC 9457 problem. */
export const problemMediaType = 'application/problem+json';
/** Where each problem code is explained; the code itself is the anchor. */
export const problemDocsUrl = 'https://github.com/rpi-live-camera/rpi-live-camera/blob/main/docs/errors.md';
const problemCloseCodes = 4000;

/**
 * Close code of a WebSocket that ends with a problem: 4000 (RFC 6455 §7.4.2, private use) + its status, as 4404; the
 * reason of the close is the problem's code.
 */
export const problemCloseCode = (status: number): number => problemCloseCodes + status;
/** The status in a close code; `undefined` where it is none of `problemCloseCode`. */
export const statusOfCloseCode = (closeCode: number): number | undefined =>
  closeCode > problemCloseCodes ? closeCode - problemCloseCodes : undefined;

/** First message of `live.mp4` over a WebSocket, as text: what the binary messages after it are. */
export type LiveSocketHead = {
  /** Media type with codecs, such as `video/mp4; codecs="avc1.42c01e"`. */
  type: string;
};

/** Media type of an HLS playlist (RFC 8216bis §4). */
export const playlistMediaType = 'application/vnd.apple.mpegurl';

const cameraSessions = <Id extends string>(cameraId: Id) => `/api/v1/cameras/${cameraId}/sessions` as const;

/** Where the gateway answers, relative to the place it is mounted at. */
export const apiPaths = {
  cameras: '/api/v1/cameras',
  camera: <Id extends string>(cameraId: Id) => `/api/v1/cameras/${cameraId}` as const,
  cameraSessions,
  cameraSnapshot: <Id extends string>(cameraId: Id) => `/api/v1/cameras/${cameraId}/snapshot.jpg` as const,
  session: <Id extends string>(sessionId: Id) => `/api/v1/sessions/${sessionId}` as const,
  sessionKeepalive: <Id extends string>(sessionId: Id) => `/api/v1/sessions/${sessionId}/keepalive` as const,
  sessionClose: <Id extends string>(sessionId: Id) => `/api/v1/sessions/${sessionId}/close` as const,
} as const;

/** Recordings of a camera, relative to the place where the gateway is mounted. */
export const recordingPaths = {
  /** GET: what there is. POST: records from now on, where the camera is recorded on demand. */
  recordings: <Id extends string>(cameraId: Id) => `/api/v1/cameras/${cameraId}/recordings` as const,
  stop: <Id extends string>(cameraId: Id) => `/api/v1/cameras/${cameraId}/recordings/stop` as const,
  recording: <Id extends string, Recording extends string>(cameraId: Id, recordingId: Recording) =>
    `/api/v1/cameras/${cameraId}/recordings/${recordingId}` as const,
  /** POST: URLs to play it at. */
  playback: <Id extends string, Recording extends string>(cameraId: Id, recordingId: Recording) =>
    `/api/v1/cameras/${cameraId}/recordings/${recordingId}/playback` as const,
  /** GET: its first picture, for lists; opens no playback. */
  poster: <Id extends string, Recording extends string>(cameraId: Id, recordingId: Recording) =>
    `/api/v1/cameras/${cameraId}/recordings/${recordingId}/poster.jpg` as const,
} as const;

/** Where an administrator asks; apart from the others, as no player needs them. */
export const managementPaths = {
  sessions: '/api/v1/sessions',
  cameraSessions,
  cameraSession: <Id extends string, Handle extends string>(cameraId: Id, handle: Handle) =>
    `/api/v1/cameras/${cameraId}/sessions/${handle}` as const,
  revocations: '/api/v1/revocations',
} as const;

type ProblemRule = { status: number; title: string; retryable: boolean };

/**
 * Every problem code a gateway answers with: its HTTP status, its title, and whether asking again may help.
 * `docs/errors.md` has an entry for each; a test holds the two together.
 */
export const problemRules = {
  invalid_request: { status: 400, title: 'The request is not valid', retryable: false },
  playlist_request_too_far: { status: 400, title: 'The playlist request is too far ahead', retryable: false },
  unauthorized: { status: 401, title: 'A valid token is needed', retryable: false },
  forbidden: { status: 403, title: 'This is not allowed', retryable: false },
  not_found: { status: 404, title: 'There is nothing here', retryable: false },
  camera_not_found: { status: 404, title: 'There is no such camera', retryable: false },
  snapshot_not_found: { status: 404, title: 'There is no picture of this camera yet', retryable: false },
  recording_not_found: { status: 404, title: 'There is no such recording', retryable: false },
  recording_refused: { status: 409, title: 'This camera is not recorded on demand', retryable: false },
  session_gone: { status: 410, title: 'The session has ended', retryable: false },
  payload_too_large: { status: 413, title: 'The request body is too large', retryable: false },
  viewer_limit_reached: {
    status: 429,
    title: 'This camera has as many viewers as it may have',
    retryable: true,
  },
  too_many_requests: { status: 429, title: 'Too many requests', retryable: true },
  storage_failed: { status: 500, title: 'The gateway cannot use its storage', retryable: true },
  internal: { status: 500, title: 'The gateway failed', retryable: true },
  camera_failed: { status: 502, title: 'The camera could not start', retryable: true },
  ffmpeg_failed: { status: 502, title: 'The ffmpeg of the gateway failed', retryable: true },
  broker_unavailable: { status: 503, title: 'The gateway cannot reach its MQTT broker', retryable: true },
  camera_offline: { status: 503, title: 'The camera is offline', retryable: true },
  stream_not_ready: { status: 503, title: 'The stream is not ready', retryable: true },
  storage_full: { status: 507, title: 'The storage of the gateway is full', retryable: true },
  camera_timeout: { status: 504, title: 'The camera did not answer in time', retryable: true },
} as const satisfies Record<string, ProblemRule>;

export type ProblemCode = keyof typeof problemRules;
