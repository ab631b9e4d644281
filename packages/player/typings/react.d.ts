/**
 * React 19: `import '@rpi-live-camera/player/react'` defines the element and lets JSX know it. React assigns what is a
 * property of the element and sets all else as attributes; `on` and the name of an event, in lower case, listens to it.
 */
import type {
  LiveCamera,
  LiveCameraAttributes,
  LiveCameraCssProperties,
  LiveCameraEventMap,
  LiveCameraProperties,
} from '@rpi-live-camera/player';
import type { CSSProperties, DetailedHTMLProps, HTMLAttributes } from 'react';

export * from '@rpi-live-camera/player';

type Listeners = {
  [Type in keyof LiveCameraEventMap as `on${Type}`]?: (event: LiveCameraEventMap[Type]) => void;
};

type Replaced = keyof LiveCameraAttributes | 'style';

export type LiveCameraJsxProps = LiveCameraAttributes &
  LiveCameraProperties &
  Listeners & { style?: CSSProperties & Partial<LiveCameraCssProperties> } & Omit<
    DetailedHTMLProps<HTMLAttributes<LiveCamera>, LiveCamera>,
    Replaced
  >;

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'rpi-live-camera': LiveCameraJsxProps;
    }
  }
}
