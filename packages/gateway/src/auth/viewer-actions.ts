/** What a viewer can be allowed to do with a camera: the words of a token's claim `actions`. */
export const viewerActions = ['watch', 'snapshot', 'playback', 'record', 'delete', 'admin'] as const;
/** What a viewer can be allowed to do with a camera. */
export type ViewerAction = (typeof viewerActions)[number];

/** What a token allows that does not say. */
export const defaultViewerActions: readonly ViewerAction[] = ['watch', 'snapshot'];

/** What a public camera lets everybody do. */
export const publicActions: readonly ViewerAction[] = ['watch', 'snapshot'];
