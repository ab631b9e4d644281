/** English: the words of the core, and all others. */
import { firstEnglish } from './first-english.js';
import type { Texts } from './texts.js';

const tellGateway = 'Try again in a moment. If it stays like this, tell whoever runs the gateway.';
const tellPage = 'This is a setting of the page: tell whoever runs it.';

export const english: Texts = {
  ...firstEnglish,

  controls: 'Player controls',
  live: 'Live',
  watchingLive: 'Watching live',
  goToLive: 'Go to live',
  mute: 'Mute',
  unmute: 'Unmute',
  volume: 'Volume',
  latency: '{delay} behind the camera',
  snapshot: 'Save picture',
  snapshotSaved: 'Picture saved',
  snapshotFailed: 'The picture could not be saved',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  resetZoom: '{factor}×, show the whole picture',
  pictureInPicture: 'Picture in picture',
  exitPictureInPicture: 'Leave picture in picture',
  fullscreen: 'Full screen',
  exitFullscreen: 'Leave full screen',
  moreControls: 'More controls',
  stats: {
    title: 'Statistics',
    hide: 'Hide statistics',
    transport: 'Transport',
    codecs: 'Codecs',
    picture: 'Picture',
    latency: 'Delay',
    buffer: 'Buffer',
    dropped: 'Dropped',
    reconnects: 'Reconnects',
  },
  droppedOf: '{dropped} of {total}',
  framesPerSecond: '{rate} fps',

  errors: {
    camera_missing: { title: 'No camera is chosen', advice: tellPage },
    gateway_unreachable: firstEnglish.errors.gateway_unreachable,
    mixed_content: {
      title: 'The browser blocks this gateway',
      advice: 'The page is https, the gateway is not. It needs https, too: tell whoever runs it.',
    },
    local_network_blocked: {
      title: 'The local network is blocked',
      advice: 'Allow this page to reach the local network in the browser’s site settings, then try again.',
    },
    answer_not_understood: {
      title: 'The gateway gave a strange answer',
      advice: 'The gateway address may be wrong, or gateway and player may be of different versions.',
    },
    no_transport: {
      title: 'No way to receive this camera',
      advice: 'The gateway offers none of the transports that the page asks for: tell whoever runs the page.',
    },
    not_supported: {
      title: 'This browser cannot play the camera',
      advice: 'Try a current Chrome, Edge, Firefox or Safari.',
    },
    player_incomplete: firstEnglish.errors.player_incomplete,
    media_failed: {
      title: 'The video cannot be played',
      advice: 'Try again. If it happens often, try another browser.',
    },
    stream_stalled: {
      title: 'No pictures are coming',
      advice: 'The camera or the network stopped sending. Try again.',
    },
    no_picture: { title: 'There is no picture yet', advice: 'Wait until the camera plays.' },
    invalid_request: { title: 'The request is not valid', advice: tellPage },
    playlist_request_too_far: { title: 'The player ran ahead of the stream', advice: 'Try again.' },
    unauthorized: {
      title: 'Please sign in to watch',
      advice: 'The page gave no valid token, or it has expired. Reload the page or sign in again.',
    },
    forbidden: { title: 'You may not watch this camera', advice: 'Ask the owner of the camera for access.' },
    not_found: {
      title: 'There is no gateway at this address',
      advice: `Something else answers there. ${tellPage}`,
    },
    camera_not_found: {
      title: 'There is no such camera',
      advice: 'It may have been renamed or removed. Check the camera name in the page.',
    },
    snapshot_not_found: {
      title: 'There is no picture of this camera yet',
      advice: 'Start the camera to get one.',
    },
    recording_not_found: { title: 'There is no such recording', advice: 'It may have been deleted.' },
    recording_refused: { title: 'This camera is not recorded on demand', advice: tellGateway },
    session_gone: { title: 'Your viewing session has ended', advice: 'Try again to start a new one.' },
    payload_too_large: { title: 'The request is too large', advice: tellPage },
    viewer_limit_reached: {
      title: 'This camera is fully booked',
      advice: 'It has as many viewers as it may have. Try again when somebody has left.',
    },
    too_many_requests: { title: 'Too many requests', advice: 'Wait a moment, then try again.' },
    storage_failed: { title: 'The gateway cannot use its storage', advice: tellGateway },
    storage_full: { title: 'The gateway’s storage is full', advice: tellGateway },
    internal: { title: 'The gateway has a problem', advice: tellGateway },
    camera_failed: {
      title: 'The camera could not start',
      advice: 'Check that no other program uses it and that its cable is seated, then try again.',
    },
    ffmpeg_failed: { title: 'The gateway could not receive the camera', advice: tellGateway },
    broker_unavailable: { title: 'The camera cannot be reached right now', advice: tellGateway },
    camera_offline: {
      title: 'The camera is offline',
      advice: 'It will be shown here as soon as it is back.',
    },
    stream_not_ready: { title: 'The stream is not ready yet', advice: 'Try again in a moment.' },
    camera_timeout: {
      title: 'The camera did not answer',
      advice: 'Check that it has power and a network connection, then try again.',
    },
  },
};
