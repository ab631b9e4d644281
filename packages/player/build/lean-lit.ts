/**
 * Leaves out of Lit what it does for browsers without shadow DOM or style sheets that are shared (Safari before 16.4), for
 * pages that hydrate what a server has drawn (the elements draw anew), and for those who look for several versions of it;
 * and what these elements do not use: properties by other means than `property`, attributes that are JSON, values inside
 * comments and elements of text, directives for elements, adopting style sheets. Gives its Trusted Types policy a name of the
 * bundle's own: a page that names its policies may make one of a name only once, and each bundle has a Lit of its own.
 */
import type { Plugin } from 'vite';
import { cutOut } from './cut-out.js';

/** @param policy name for the policy by which this bundle writes its templates */
export function leanLit(policy: string): Plugin {
  return cutOut('lean-lit', 'build/lean-lit.ts', {
    '/reactive-element/css-tag.js': [
      {
        what: 'whether style sheets can be shared',
        place: /(?<=const \w+=globalThis,\w+=)\w+\.ShadowRoot&&.*?"replace"in CSSStyleSheet\.prototype/g,
        by: '!0',
      },
      {
        what: 'who may make a style sheet',
        place: /if\((this\._\$cssResult\$=!0),\w+!==\w+\)throw Error\("CSSResult [^"]*"\);/g,
        by: '$1;',
      },
      {
        what: 'values in style sheets other than style sheets',
        place:
          /if\(!0===(\w+)\._\$cssResult\$\)return \1\.cssText;.*?take care to ensure page security\."\)/g,
        by: 'return $1.cssText',
      },
    ],
    '/reactive-element/reactive-element.js': [
      {
        what: 'attributes that are JSON, on the way out',
        place: /;break;case Object:case Array:\w+=null==\w+\?\w+:JSON\.stringify\(\w+\)/g,
        by: '',
      },
      {
        what: 'attributes that are JSON, on the way in',
        place: /;break;case Object:case Array:try\{.*?\}catch\(\w+\)\{\w+=null\}/g,
        by: '',
      },
      {
        what: 'how style sheets are adopted, which is the business of `StyledElement`',
        place: /return \w+\((\w+),this\.constructor\.elementStyles\),\1/g,
        by: 'return $1',
      },
      {
        what: 'properties that standard decorators name',
        place: /Symbol\.metadata\?\?=Symbol\("metadata"\),\w+\.litPropertyMetadata\?\?=new WeakMap;/g,
        by: '',
      },
      {
        what: 'properties that a class names itself',
        place:
          /if\((this\.finalized=!0,this\._\$Ei\(\)),this\.hasOwnProperty\(\w+\("properties"\)\)\)\{.*?\}(?=this\._\$Eh=new Map)/g,
        by: '$1;',
      },
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
        what: 'its policy',
        place: /createPolicy\("lit-html",/g,
        by: `createPolicy("${policy}",`,
      },
      {
        what: 'values inside <textarea> and their like',
        place: /if\(\w+\.test\(\w+\.tagName\)\)\{.*?\}\}(?=\}else if\(8===)/g,
        by: '',
      },
      {
        what: 'the place of directives for elements',
        place:
          /else \w+\.startsWith\(\w+\)&&\(\w+\.push\(\{type:6,index:\w+\}\),\w+\.removeAttribute\(\w+\)\)/g,
        by: '',
      },
      {
        what: 'directives for elements',
        place: /6===\w+\.type&&\(\w+=new \w+\(\w+,this,\w+\)\)/g,
        by: '0',
      },
      {
        what: 'values inside comments',
        place: /else\{let \w+=-1;for\(;-1!==.*?\+=\w+\.length-1\}/g,
        by: '',
      },
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
