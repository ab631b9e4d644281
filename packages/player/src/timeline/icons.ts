/** Shapes of the buttons of recordings, for the frame that all icons share: paths on the 24 × 24 grid of `view/icons`. */
export const icons = {
  download: { path: 'M12 4v10.5m0 0 4-4m-4 4-4-4M5 19.5h14' },
  clipStart: { path: 'M8 5v14m0-7h11m-3.5-3.5L19 12l-3.5 3.5' },
  clipEnd: { path: 'M16 5v14m0-7H5m3.5-3.5L5 12l3.5 3.5' },
  link: {
    path: 'm9.5 14.5 5-5M8 11l-2.2 2.2a3.5 3.5 0 0 0 5 5L13 16m3-3 2.2-2.2a3.5 3.5 0 0 0-5-5L11 8',
  },
} as const;
