/** The attributes of the list as a type, for frameworks whose templates are typed. Derived from the properties behind them. */
import type { LiveCameraRecordings } from './live-camera-recordings.js';

type Setting = 'gateway' | 'camera' | 'token' | 'htmlFor' | 'deletable' | 'recordable' | 'label' | 'lang';

/** Attributes by the names that HTML knows; `undefined` and `null` leave one out. */
export type LiveCameraRecordingsAttributes = {
  [Name in Setting as Name extends 'htmlFor' ? 'for' : Name]?: LiveCameraRecordings[Name] | null | undefined;
};

/** What only a property can hold. */
export type LiveCameraRecordingsProperties = Partial<Pick<LiveCameraRecordings, 'getToken'>>;
