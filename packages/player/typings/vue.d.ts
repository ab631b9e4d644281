/**
 * Vue 3: `import '@rpi-live-camera/player/vue'` defines the element and lets templates know it. The compiler has to be
 * told that the tag is no component of Vue's: `isCustomElement: (tag) => tag === 'rpi-live-camera'`.
 */
import type {
  LiveCamera,
  LiveCameraAttributes,
  LiveCameraEventMap,
  LiveCameraProperties,
} from '@rpi-live-camera/player';
import type { HTMLAttributes, PublicProps } from 'vue';

export * from '@rpi-live-camera/player';

type Listeners = {
  [Type in keyof LiveCameraEventMap as `on${Capitalize<Type>}`]?: (event: LiveCameraEventMap[Type]) => void;
};

type Emit = <Type extends keyof LiveCameraEventMap>(type: Type, event: LiveCameraEventMap[Type]) => void;

/** The element as Vue's tools see a component. */
export type LiveCameraComponent = new () => LiveCamera & {
  $props: LiveCameraAttributes &
    LiveCameraProperties &
    Listeners &
    Omit<HTMLAttributes, keyof LiveCameraAttributes | keyof Listeners> &
    PublicProps;
  $emit: Emit;
};

declare module 'vue' {
  interface GlobalComponents {
    'rpi-live-camera': LiveCameraComponent;
  }
}
