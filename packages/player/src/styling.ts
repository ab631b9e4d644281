/**
 * What a site's style sheet can name in the element: CSS custom properties, parts, states. Types alone, so that editors
 * and frameworks know them; `custom-elements.json` is made of them, and a test holds them to the templates and styles.
 */
import type { PlayerStateName } from './state/player-state.js';

/** Custom properties of CSS, to be set on the element or on anything around it. Names are Media Chrome's where it has one. */
export type LiveCameraCssProperties = {
  /** Text and icons. @default #fff */
  '--media-primary-color': string;
  /** Progress and focus. @default #5ac8fa */
  '--media-accent-color': string;
  /** Icons in the bar. @default --media-primary-color */
  '--media-icon-color': string;
  /** Text in the bar. @default --media-primary-color */
  '--media-text-color': string;
  /** The dot of the badge while the picture is live. @default #ff453a */
  '--media-live-button-indicator-color': string;
  /** The dot of the badge while the picture is behind. @default rgb(255 255 255 / 0.75) */
  '--media-live-button-icon-color': string;
  /** Behind pills and the big button. @default rgb(12 16 22 / 0.62) */
  '--media-control-background': string;
  /** Behind a button under the mouse. @default rgb(255 255 255 / 0.16) */
  '--media-control-hover-background': string;
  /** `none` hides all controls. */
  '--media-control-display': string;
  /** `none` hides the bar. @default flex */
  '--media-control-bar-display': string;
  /** `none` hides the button of the bar that plays and pauses. */
  '--media-play-button-display': string;
  /** `none` hides the button for the sound. */
  '--media-mute-button-display': string;
  /** `none` hides the volume. */
  '--media-volume-range-display': string;
  /** `none` hides the live badge. */
  '--media-live-button-display': string;
  /** `none` hides the button for picture in picture. */
  '--media-pip-button-display': string;
  /** `none` hides the button for full screen. */
  '--media-fullscreen-button-display': string;
  /** Width of an icon in the bar. @default 24px */
  '--media-button-icon-width': string;
  /** Height of an icon in the bar. @default 24px */
  '--media-button-icon-height': string;
  /** `transform` of an icon in the bar. @default none */
  '--media-button-icon-transform': string;
  /** Thickness of the lines of volume and time. @default 4px */
  '--media-range-track-height': string;
  /** The lines of volume and time. @default rgb(255 255 255 / 0.35) */
  '--media-range-track-background': string;
  /** The part of the volume's line that is on, and of the time that has been played. @default --media-primary-color, --media-accent-color */
  '--media-range-bar-color': string;
  /** The knobs of volume and time. @default --media-primary-color */
  '--media-range-thumb-background': string;
  /** `box-shadow` of what has the focus of the keyboard. @default two rings, dark and accent */
  '--media-focus-box-shadow': string;
  /** `none` hides the line of time. @default flex */
  '--media-time-range-display': string;
  /** What is loaded, on the line of time. @default rgb(255 255 255 / 0.4) */
  '--media-time-range-buffered-color': string;
  /** `none` hides the times beside the line of time. @default block */
  '--media-time-display-display': string;
  /** The font. @default the system's */
  '--media-font-family': string;
  /** `object-fit` of the picture. @default contain */
  '--media-object-fit': string;
  /** `object-position` of the picture. @default 50% 50% */
  '--media-object-position': string;
  /** Shape of the element while nothing else gives it a height. @default 16 / 9, then the video's own */
  '--rpi-live-camera-aspect-ratio': string;
  /** Behind the picture. @default a dark gradient */
  '--rpi-live-camera-background': string;
  /** Corners of the frame. @default 0 */
  '--rpi-live-camera-border-radius': string;
  /** What is missing, on the line of time. @default #0b0f14 */
  '--rpi-live-camera-gap-color': string;
  /** What is chosen for a clip, on the line of time. @default #ffd60a */
  '--rpi-live-camera-clip-color': string;
  /** `filter` of a picture that is not live. @default grayscale(0.9) brightness(0.55) */
  '--rpi-live-camera-stale-filter': string;
};

/** Parts for `::part()`, each with the element that it is. */
export type LiveCameraParts = {
  /** The frame with everything in it. */
  container: HTMLDivElement;
  /** The video itself. */
  video: HTMLVideoElement;
  /** The picture of before, while there is no new one. */
  'last-picture': HTMLCanvasElement;
  /** What lies there before the first start. */
  poster: HTMLDivElement;
  /** The picture of the poster. */
  'poster-image': HTMLImageElement;
  /** Everything over the picture and below the controls. */
  overlay: HTMLDivElement;
  /** Before the start, and while paused: the big button. */
  idle: HTMLDivElement;
  /** The waking screen. */
  loading: HTMLDivElement;
  /** The ring of the waking screen. */
  spinner: HTMLDivElement;
  /** The steps of the waking screen. */
  progress: HTMLOListElement;
  /** The screen of a failure. */
  error: HTMLDivElement;
  /** The screen of a camera that is away. */
  offline: HTMLDivElement;
  /** The sentence on a screen of failure. */
  message: HTMLParagraphElement;
  /** The code on a screen of failure, for whoever is asked. */
  'error-code': HTMLElement;
  /** The note over the last picture while the player reconnects. */
  status: HTMLParagraphElement;
  /** The camera's name. */
  label: HTMLSpanElement;
  /** The panel of statistics. */
  stats: HTMLDivElement;
  'stats-close-button': HTMLButtonElement;
  /** The control bar. */
  controls: HTMLDivElement;
  /** Every button. */
  button: HTMLButtonElement;
  /** Plays and pauses: the big button, and that of the bar. */
  'play-button': HTMLButtonElement;
  'mute-button': HTMLButtonElement;
  'volume-range': HTMLInputElement;
  /** The live badge; a press goes to live. */
  'live-button': HTMLButtonElement;
  /** The delay in seconds. */
  latency: HTMLSpanElement;
  /** In place of the live badge, on a recording. */
  'recording-badge': HTMLSpanElement;
  /** The line of time, with the times beside it. */
  timeline: HTMLDivElement;
  /** The line of time: a slider. */
  'time-range': HTMLDivElement;
  /** The moment under the pointer. */
  'time-preview': HTMLDivElement;
  /** Beside the line: how far a recording has come and how long it is, or the time of the past that is shown. */
  'time-display': HTMLSpanElement;
  /** Begins a clip of a recording, then ends and saves it. */
  'clip-button': HTMLButtonElement;
  /** Saves the recording. */
  'download-button': HTMLButtonElement;
  /** Copies a link to the moment on the screen. */
  'link-button': HTMLButtonElement;
  /** Says what came of clips and links. */
  'timeline-note': HTMLDivElement;
  'snapshot-button': HTMLButtonElement;
  /** Says that a picture was saved. */
  'snapshot-note': HTMLDivElement;
  'pip-button': HTMLButtonElement;
  /** Opens the strip with what the bar has no room for. */
  'more-button': HTMLButtonElement;
  /** The strip with what the bar has no room for. */
  'more-controls': HTMLDivElement;
  'zoom-in-button': HTMLButtonElement;
  'zoom-out-button': HTMLButtonElement;
  /** The chip on an enlarged picture; a press shows the whole one. */
  'zoom-reset-button': HTMLButtonElement;
  'stats-button': HTMLButtonElement;
  'fullscreen-button': HTMLButtonElement;
  /** Over the picture, while the browser allows no sound without a press. */
  'unmute-button': HTMLButtonElement;
  /** On a screen of failure. */
  'retry-button': HTMLButtonElement;
};

/** States for `:state()` and `[data-state]`: exactly one at a time. */
export type LiveCameraStates = Record<PlayerStateName, true> & {
  /** Nothing plays and nothing is asked for. */
  idle: true;
  /** The camera is being woken. */
  starting: true;
  /** There is a session; the media are on their way. */
  connecting: true;
  /** Media come, but there are not enough of them to play. */
  buffering: true;
  /** The picture moves and is live, or a moment behind. */
  playing: true;
  /** The picture is frozen, by the viewer or because nobody saw the page. */
  paused: true;
  /** The picture was lost and is being brought back; the last one stays, dimmed. */
  reconnecting: true;
  /** The camera is away; it is asked again by itself. */
  offline: true;
  /** It does not work and will not by itself. */
  failed: true;
};
