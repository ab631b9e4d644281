/**
 * What a site's style sheet can name in the list of recordings. Types alone, as `styling.ts` has for the player. Text and
 * lines have the colour of the page around the list.
 */

/** Custom properties of CSS, to be set on the element or on anything around it. */
export type LiveCameraRecordingsCssProperties = {
  /** The dot of what is being recorded, and of the buttons that record. @default #e0352b */
  '--media-live-button-indicator-color': string;
  /** The font. @default the system's */
  '--media-font-family': string;
};

/** Parts for `::part()`, each with the element that it is. */
export type LiveCameraRecordingsParts = {
  /** The whole list. */
  container: HTMLDivElement;
  /** The buttons above it; not there without one. */
  toolbar: HTMLDivElement;
  /** Every button but those that choose. */
  button: HTMLButtonElement;
  /** Starts a recording. */
  'record-button': HTMLButtonElement;
  /** Ends the recording. */
  'stop-button': HTMLButtonElement;
  /** Takes the player back to live. */
  'live-button': HTMLButtonElement;
  /** The name of a day. */
  day: HTMLHeadingElement;
  /** One recording. */
  recording: HTMLLIElement;
  /** Chooses it; the chosen one has `aria-current`. */
  'recording-button': HTMLButtonElement;
  /** Its picture, with its length. */
  poster: HTMLSpanElement;
  /** When it began. */
  time: HTMLSpanElement;
  /** Says that it is being made. */
  'recording-now': HTMLSpanElement;
  'download-button': HTMLButtonElement;
  'delete-button': HTMLButtonElement;
  /** Asks whether it shall be deleted. */
  confirmation: HTMLSpanElement;
  /** Deletes it. */
  'confirm-button': HTMLButtonElement;
  /** Keeps it. */
  'keep-button': HTMLButtonElement;
  /** Adds older ones. */
  'more-button': HTMLButtonElement;
  /** Stands there while there are none. */
  empty: HTMLDivElement;
  /** What went wrong. */
  error: HTMLDivElement;
  /** The sentence of it. */
  message: HTMLParagraphElement;
  /** Its code, for whoever is asked. */
  'error-code': HTMLElement;
  'retry-button': HTMLButtonElement;
};
