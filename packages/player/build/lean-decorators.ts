/**
 * Reduces the helper for TypeScript's decorators to what `property` needs, the only one of this package: it is told of a
 * property and returns nothing. No page's `Reflect.decorate` is asked.
 */
import type { Plugin } from 'vite';
import { cutOut } from './cut-out.js';

export function leanDecorators(): Plugin {
  return cutOut('lean-decorators', 'build/lean-decorators.ts', {
    '/decorate.js': [
      {
        what: 'what decorators return',
        place: /var c = arguments\.length.*Object\.defineProperty\(target, key, r\), r;/gs,
        by: 'for (const decorate of decorators) decorate(target, key);',
      },
    ],
  });
}
