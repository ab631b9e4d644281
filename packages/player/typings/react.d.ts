/**
 * React 19: `import '@rpi-live-camera/player/react'` defines the element and lets JSX know it, and the list of recordings, which
 * `@rpi-live-camera/player/recordings` defines. React assigns what is a
 * property of the element and sets all else as attributes; `on` and the name of an event, in lower case, listens to it.
 */
import type {
  LiveCamera,
  LiveCameraAttributes,
  LiveCameraCssProperties,
  LiveCameraEventMap,
  LiveCameraProperties,
} from '@rpi-live-camera/player';
import type {
  LiveCameraRecordings,
  LiveCameraRecordingsAttributes,
  LiveCameraRecordingsCssProperties,
  LiveCameraRecordingsProperties,
  RecordingsEventMap,
} from '@rpi-live-camera/player/recordings';
import type { CSSProperties, DetailedHTMLProps, HTMLAttributes } from 'react';

export * from '@rpi-live-camera/player';

type Listeners<EventMap> = {
  [Type in keyof EventMap as `on${Type & string}`]?: (event: EventMap[Type]) => void;
};

type Props<Element, Attributes, Properties, EventMap, CssProperties> = Attributes &
  Properties &
  Listeners<EventMap> & { style?: CSSProperties & Partial<CssProperties> } & Omit<
    DetailedHTMLProps<HTMLAttributes<Element>, Element>,
    keyof Attributes | keyof Listeners<EventMap> | 'style'
  >;

export type LiveCameraJsxProps = Props<
  LiveCamera,
  LiveCameraAttributes,
  LiveCameraProperties,
  LiveCameraEventMap,
  LiveCameraCssProperties
>;

export type LiveCameraRecordingsJsxProps = Props<
  LiveCameraRecordings,
  LiveCameraRecordingsAttributes,
  LiveCameraRecordingsProperties,
  RecordingsEventMap,
  LiveCameraRecordingsCssProperties
>;

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'rpi-live-camera': LiveCameraJsxProps;
      'rpi-live-camera-recordings': LiveCameraRecordingsJsxProps;
    }
  }
}
