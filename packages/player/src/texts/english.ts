/**
 * Every sentence that the player shows or says, in English. Another language is another object of type `Texts`.
 * Titles name what happened, advice says what to do next; neither blames the reader.
 */
import type { StartPhase } from '@rpi-live-camera/protocol/http';
import type { PlayerErrorCode } from '../errors/player-error.js';
import type { PlayerStateName } from '../state/player-state.js';

export type ErrorText = { title: string; advice: string };

export type Texts = {
  /** Name of the region when the page gives no `label`. */
  region: string;
  start: string;
  play: string;
  pause: string;
  mute: string;
  unmute: string;
  volume: string;
  live: string;
  watchingLive: string;
  goToLive: string;
  fullscreen: string;
  exitFullscreen: string;
  pictureInPicture: string;
  exitPictureInPicture: string;
  tapToUnmute: string;
  tapToPlay: string;
  retry: string;
  tryNow: string;
  retryIn: (seconds: number) => string;
  elapsed: (seconds: number) => string;
  latency: (seconds: string) => string;
  pictureAge: (seconds: number) => string;
  reconnecting: string;
  /** Title of the waking screen in each phase. */
  phaseTitles: Record<StartPhase, string>;
  /** Names of the steps under it. */
  phaseNames: Record<StartPhase, string>;
  /** Spoken when the state changes; empty: say nothing. */
  announcements: Record<PlayerStateName, string>;
  errors: Record<PlayerErrorCode, ErrorText>;
};

const gatewayTrouble = 'Try again in a moment. If it stays like this, tell whoever runs the gateway.';
const pageSettings = 'This is a setting of the page: tell whoever runs it.';

export const english: Texts = {
  region: 'Live camera',
  start: 'Start live view',
  play: 'Play',
  pause: 'Pause',
  mute: 'Mute',
  unmute: 'Unmute',
  volume: 'Volume',
  live: 'Live',
  watchingLive: 'Watching live',
  goToLive: 'Go to live',
  fullscreen: 'Full screen',
  exitFullscreen: 'Leave full screen',
  pictureInPicture: 'Picture in picture',
  exitPictureInPicture: 'Leave picture in picture',
  tapToUnmute: 'Tap to unmute',
  tapToPlay: 'Tap to play',
  retry: 'Try again',
  tryNow: 'Try now',
  retryIn: (seconds) => `Trying again in ${seconds} s`,
  elapsed: (seconds) => `${seconds} s`,
  latency: (seconds) => `${seconds} s behind the camera`,
  pictureAge: (seconds) => `last picture ${seconds} s ago`,
  reconnecting: 'Reconnecting',
  phaseTitles: {
    waking: 'Waking the camera',
    receiving: 'Receiving the first pictures',
    buffering: 'Almost live',
  },
  phaseNames: { waking: 'Waking', receiving: 'Receiving', buffering: 'Buffering' },
  announcements: {
    idle: '',
    starting: 'Waking the camera.',
    connecting: '',
    buffering: '',
    playing: 'Live.',
    paused: 'Paused.',
    reconnecting: 'The picture was lost. Reconnecting.',
    offline: 'The camera is offline.',
    failed: 'The camera cannot be shown.',
  },
  errors: {
    camera_missing: {
      title: 'No camera is chosen',
      advice: `The camera attribute is empty. ${pageSettings}`,
    },
    gateway_unreachable: {
      title: 'The gateway cannot be reached',
      advice: 'Check that you are online. The gateway may also be down or blocked from here.',
    },
    mixed_content: {
      title: 'The browser blocks this camera',
      advice: `The page is encrypted (https), its gateway is not (http). ${pageSettings}`,
    },
    local_network_blocked: {
      title: 'The browser blocks devices in your network',
      advice: 'Allow local network access for this site in the settings of the browser, then try again.',
    },
    answer_not_understood: {
      title: 'The gateway gave a strange answer',
      advice: 'The gateway address may be wrong, or gateway and player may be of different versions.',
    },
    no_transport: {
      title: 'No way to receive this camera',
      advice: `The gateway offers none of the transports that the page asks for. ${pageSettings}`,
    },
    not_supported: {
      title: 'This browser cannot play the camera',
      advice: 'Try a current Chrome, Edge, Firefox or Safari.',
    },
    player_incomplete: {
      title: 'The player could not be loaded completely',
      advice: 'Check your connection and try again.',
    },
    media_failed: {
      title: 'The video cannot be played',
      advice: 'Try again. If it happens often, try another browser.',
    },
    stream_stalled: {
      title: 'No pictures are coming',
      advice: 'The camera or the network stopped sending. Try again.',
    },
    no_picture: { title: 'There is no picture yet', advice: 'Wait until the camera plays.' },
    invalid_request: { title: 'The request is not valid', advice: pageSettings },
    playlist_request_too_far: { title: 'The player ran ahead of the stream', advice: 'Try again.' },
    unauthorized: {
      title: 'Please sign in to watch',
      advice: 'The page gave no valid token, or it has expired. Reload the page or sign in again.',
    },
    forbidden: { title: 'You may not watch this camera', advice: 'Ask the owner of the camera for access.' },
    not_found: {
      title: 'There is no gateway at this address',
      advice: `Something else answers there. ${pageSettings}`,
    },
    camera_not_found: {
      title: 'There is no such camera',
      advice: 'It may have been renamed or removed. Check the camera name in the page.',
    },
    snapshot_not_found: {
      title: 'There is no picture of this camera yet',
      advice: 'Start the camera to get one.',
    },
    session_gone: { title: 'Your viewing session has ended', advice: 'Try again to start a new one.' },
    payload_too_large: { title: 'The request is too large', advice: pageSettings },
    viewer_limit_reached: {
      title: 'This camera is fully booked',
      advice: 'It has as many viewers as it may have. Try again when somebody has left.',
    },
    too_many_requests: { title: 'Too many requests', advice: 'Wait a moment, then try again.' },
    internal: { title: 'The gateway has a problem', advice: gatewayTrouble },
    camera_failed: {
      title: 'The camera could not start',
      advice:
        'It answered with an error. Check that it is free and that its lens cable is seated, then try again.',
    },
    ffmpeg_failed: { title: 'The gateway could not receive the camera', advice: gatewayTrouble },
    broker_unavailable: { title: 'The camera cannot be reached right now', advice: gatewayTrouble },
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
