/** The element's attributes as a type, for frameworks whose templates are typed. Derived from the properties behind them. */
import type { LiveCamera } from './live-camera.js';

/** Properties that have an attribute. */
type Setting =
  | 'gateway'
  | 'camera'
  | 'recording'
  | 'startAt'
  | 'shareLinks'
  | 'token'
  | 'autoplay'
  | 'muted'
  | 'controls'
  | 'controlsList'
  | 'disablePictureInPicture'
  | 'noHotkeys'
  | 'volume'
  | 'poster'
  | 'transportPreference'
  | 'targetLatency'
  | 'whenHidden'
  | 'hiddenDelay'
  | 'disconnectDelay'
  | 'loading'
  | 'label'
  | 'lang'
  | 'showStats';

/** Attributes that are not called as their property in lower case. */
type OtherNames = {
  transportPreference: 'transport';
  targetLatency: 'target-latency';
  whenHidden: 'when-hidden';
  hiddenDelay: 'hidden-delay';
  disconnectDelay: 'disconnect-delay';
  showStats: 'stats';
  startAt: 'start-at';
  shareLinks: 'share-links';
};

/** A number may be written as text. */
type Written<Value> = Value extends number ? number | `${number}` : Value;

/** Attributes by the names that HTML knows; `undefined` and `null` leave one out. */
export type LiveCameraAttributes = {
  [Name in keyof Pick<LiveCamera, Setting> as Name extends keyof OtherNames
    ? OtherNames[Name]
    : Lowercase<Name>]?: Written<LiveCamera[Name]> | null | undefined;
};

/** What only a property can hold. */
export type LiveCameraProperties = Partial<Pick<LiveCamera, 'getToken' | 'texts'>>;
