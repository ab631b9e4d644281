/**
 * Vue 3: `import '@rpi-live-camera/player/vue'` defines the element and lets templates know it, and the list of recordings,
 * which `@rpi-live-camera/player/recordings` defines. The compiler has to be told that these tags are no components of Vue's:
 * `isCustomElement: (tag) => tag.startsWith('rpi-live-camera')`.
 */
import type {
  LiveCamera,
  LiveCameraAttributes,
  LiveCameraEventMap,
  LiveCameraProperties,
} from '@rpi-live-camera/player';
import type {
  LiveCameraRecordings,
  LiveCameraRecordingsAttributes,
  LiveCameraRecordingsProperties,
  RecordingsEventMap,
} from '@rpi-live-camera/player/recordings';
import type { HTMLAttributes, PublicProps } from 'vue';

export * from '@rpi-live-camera/player';

type Listeners<EventMap> = {
  [Type in keyof EventMap as `on${Capitalize<Type & string>}`]?: (event: EventMap[Type]) => void;
};

type Emit<EventMap> = <Type extends keyof EventMap>(type: Type, event: EventMap[Type]) => void;

/** An attribute without a value is an empty text in a template, which Vue makes `true` of. */
type InTemplates<Attributes> = {
  [Name in keyof Attributes]: true extends Attributes[Name] ? Attributes[Name] | '' : Attributes[Name];
};

/** An element as Vue's tools see a component. */
type Component<Element, Attributes, Properties, EventMap> = new () => Element & {
  $props: InTemplates<Attributes> &
    Properties &
    Listeners<EventMap> &
    Omit<HTMLAttributes, keyof Attributes | keyof Listeners<EventMap>> &
    PublicProps;
  $emit: Emit<EventMap>;
};

export type LiveCameraComponent = Component<
  LiveCamera,
  LiveCameraAttributes,
  LiveCameraProperties,
  LiveCameraEventMap
>;

export type LiveCameraRecordingsComponent = Component<
  LiveCameraRecordings,
  LiveCameraRecordingsAttributes,
  LiveCameraRecordingsProperties,
  RecordingsEventMap
>;

declare module 'vue' {
  interface GlobalComponents {
    'rpi-live-camera': LiveCameraComponent;
    'rpi-live-camera-recordings': LiveCameraRecordingsComponent;
  }
}
