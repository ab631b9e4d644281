/**
 * Lit's `@property`, for the kind of decorators that this package is compiled with. Lit's own knows both kinds, which makes
 * the core larger for nothing.
 */
import type { PropertyDeclaration, ReactiveElement } from 'lit';

/** A property that is drawn, and an attribute unless `options` say otherwise. */
export function property(options: PropertyDeclaration = {}) {
  return (prototype: ReactiveElement, name: string): void => {
    (prototype.constructor as typeof ReactiveElement).createProperty(name, options);
  };
}
