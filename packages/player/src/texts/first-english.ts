/**
 * What is said in English up to the first picture: in the core, because it is what is said when no other language is there.
 * Of failures only those that keep a player from loading the others.
 */
import type { KnownTexts } from './texts.js';

export const firstEnglish = {
  lang: 'en',
  region: 'Live camera',

  start: 'Start live view',
  play: 'Play',
  pause: 'Pause',
  tapToPlay: 'Tap to play',
  tapToUnmute: 'Tap to unmute',
  retry: 'Try again',
  tryNow: 'Try now',
  retryIn: 'Trying again in {delay}',
  reconnecting: 'Reconnecting',
  pictureAge: 'last picture {age}',
  allowLocalNetwork: 'Please allow this page to reach your local network.',
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
    failed: '{title}. {advice}',
  },
  errors: {
    gateway_unreachable: {
      title: 'The gateway cannot be reached',
      advice: 'Check that you are online. The gateway may also be down or blocked from here.',
    },
    player_incomplete: {
      title: 'The player could not be loaded completely',
      advice: 'Check your connection and try again.',
    },
  },
} satisfies KnownTexts;
