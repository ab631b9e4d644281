/** The list in English; in its own file, as every other language is in one that is loaded when it is wanted. */
import type { ListTexts } from './list-texts.js';

const tellGateway = 'Try again in a moment. If it stays like this, tell whoever runs the gateway.';

export const englishList: ListTexts = {
  lang: 'en',
  region: 'Recordings',
  loading: 'Loading recordings',
  backToLive: 'Back to live',
  record: 'Record',
  starting: 'Starting …',
  stopRecording: 'Stop recording',
  recordingNow: 'Recording now',
  cuts: 'Gaps: {count}',
  endedEarly: 'Ended early',
  download: 'Download as MP4',
  delete: 'Delete',
  deleteThis: 'Delete this recording for good?',
  keep: 'Keep',
  deleted: 'Recording deleted',
  more: 'Show more',
  retry: 'Try again',
  empty: {
    title: 'No recordings yet',
    advice: 'They appear here once this camera is recorded: all the time, or when somebody starts it.',
  },
  errors: {
    camera_missing: {
      title: 'No camera is chosen',
      advice: 'This is a setting of the page: tell whoever runs it.',
    },
    gateway_unreachable: {
      title: 'The gateway does not answer',
      advice: 'Check your network connection. The list comes back by itself.',
    },
    unauthorized: {
      title: 'Please sign in to see recordings',
      advice: 'The page gave no valid token, or it has expired. Reload the page or sign in again.',
    },
    forbidden: {
      title: 'You may not do this',
      advice: 'Ask the owner of the camera for the right to its recordings.',
    },
    camera_not_found: {
      title: 'There is no such camera',
      advice: 'It may have been renamed or removed. Check the camera name in the page.',
    },
    recording_not_found: { title: 'This recording is gone', advice: 'It may have been deleted.' },
    storage_failed: { title: 'The gateway cannot use its storage', advice: tellGateway },
    storage_full: {
      title: 'The gateway’s storage is full',
      advice: 'Delete recordings, or tell whoever runs the gateway.',
    },
    too_many_requests: { title: 'Too many requests', advice: 'Wait a moment, then try again.' },
    camera_offline: { title: 'The camera is offline', advice: 'It can be recorded again when it is back.' },
    camera_timeout: {
      title: 'The camera did not answer',
      advice: 'Check that it has power and a network connection, then try again.',
    },
    other: { title: 'This did not work', advice: tellGateway },
  },
};
