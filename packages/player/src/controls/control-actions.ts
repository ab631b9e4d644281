/** What buttons and keys of the controls can ask for. `Controls` carries it out, using the element as any page could. */
export type ControlActions = {
  togglePlay: () => void;
  seekToLive: () => void;
  toggleMute: () => void;
  /** From 0 to 1; 0 mutes. */
  setVolume: (volume: number) => void;
  toggleFullscreen: () => void;
  togglePictureInPicture: () => void;
  saveSnapshot: () => void;
  toggleStats: () => void;
  toggleMore: () => void;
  zoomIn: () => void;
  zoomOut: () => void;
  resetZoom: () => void;
};
