/** What the list is made of: an element of Lit's whose events are typed. */
import { StyledElement } from '../styled-element.js';
import type { ListEventMap } from './list-events.js';

/** As on any element, with the list's own events typed. Merged with the class: types alone, no code. */
export interface ListElement {
  addEventListener<Type extends keyof ListEventMap>(
    type: Type,
    listener: (this: this, event: ListEventMap[Type]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<Type extends keyof ListEventMap>(
    type: Type,
    listener: (this: this, event: ListEventMap[Type]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: every element has these methods; here they are only typed.
export abstract class ListElement extends StyledElement {}
