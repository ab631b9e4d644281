/**
 * Lit's `@property`, for the kind of decorators that this package is compiled with. Lit's own knows both kinds, which makes
 * the core larger for nothing. Unlike there, `null` and `undefined` are no values: a removed attribute, and what frameworks
 * assign to a property that they set no longer, bring back the value that it has from the start.
 */
import type { PropertyDeclaration, ReactiveElement } from 'lit';

/** A property that is drawn, and an attribute unless `options` say otherwise. */
export function property(options: PropertyDeclaration = {}) {
  return (prototype: ReactiveElement, name: string): void => {
    (prototype.constructor as typeof ReactiveElement).createProperty(name, options);
    const { get, set } = Object.getOwnPropertyDescriptor(prototype, name)!;
    // What the class itself assigns, before anybody else can.
    let initial: unknown;
    Object.defineProperty(prototype, name, {
      get,
      set(value) {
        if (initial === undefined) initial = value;
        set!.call(this, value ?? initial);
      },
    });
  };
}
