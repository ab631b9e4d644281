/** Who stands behind a request, as far as routes ask: made by `Access`, carried through the app. */
import type { Viewer } from './viewer.js';
import type { ViewerAction } from './viewer-actions.js';

export type Caller = {
  /** Whose rights allowed it; `undefined` where none were needed, as for a public camera. */
  readonly viewer: Viewer | undefined;
  /** Whether the gateway says of its own state more than yes and no. */
  readonly seesInnerWorkings: boolean;
  may(action: ViewerAction, cameraId: string): boolean;
};

/** Where there are no tokens: everything, but what only an administrator may. */
export const everybody: Caller = {
  viewer: undefined,
  seesInnerWorkings: true,
  may: (action) => action !== 'admin',
};
