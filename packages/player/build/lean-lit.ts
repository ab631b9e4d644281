/**
 * Leaves out of Lit what it does for browsers without shadow DOM, for pages that hydrate what a server has drawn (the elements
 * draw anew), and for those who look for several versions of it.
 */
import type { Plugin } from 'vite';
import { cutOut } from './cut-out.js';

export function leanLit(): Plugin {
  return cutOut('lean-lit', 'build/lean-lit.ts', {
    '/reactive-element/reactive-element.js': [
      { what: 'its polyfill', place: /,\w+=\w+\.reactiveElementPolyfillSupport/g, by: '' },
      {
        what: 'its version',
        place:
          /,\w+\?\.\(\{ReactiveElement:\w+\}\),\(\w+\.reactiveElementVersions\?\?=\[\]\)\.push\("[\d.]+"\)/g,
        by: '',
      },
    ],
    '/lit-html/lit-html.js': [
      {
        what: 'its polyfill and version',
        place:
          /,\w+=\w+\.litHtmlPolyfillSupport;\w+\?\.\(\w+,\w+\),\(\w+\.litHtmlVersions\?\?=\[\]\)\.push\("[\d.]+"\)/g,
        by: '',
      },
    ],
    '/lit-element/lit-element.js': [
      {
        what: 'hydration and its polyfill',
        place:
          /,\w+\.litElementHydrateSupport\?\.\(\{LitElement:\w+\}\);const \w+=\w+\.litElementPolyfillSupport;\w+\?\.\(\{LitElement:\w+\}\)/g,
        by: '',
      },
      {
        what: 'its version',
        place: /;\(\w+\.litElementVersions\?\?=\[\]\)\.push\("[\d.]+"\)/g,
        by: '',
      },
    ],
  });
}
