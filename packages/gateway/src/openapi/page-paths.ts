/** What the gateway has for pages: the player, and a page around it for frames. */
import { pathParameter, problems } from './answers.js';

const flag = { type: 'string', enum: ['', '1', 'true', '0', 'false'] };

function option(name: string, description: string, schema: Record<string, unknown> = { type: 'string' }) {
  return { name, in: 'query', required: false, description, allowEmptyValue: true, schema };
}

const page = (description: string) => ({ description, content: { 'text/html': {} } });

export const pagePaths = {
  '/embed/{cameraId}': {
    get: {
      operationId: 'getEmbedPage',
      summary: 'A page of nothing but the player, for an iframe; wakes nothing',
      parameters: [
        pathParameter('cameraId', 'Id of a camera'),
        option('autoplay', 'Start at once; else the viewer does', flag),
        option('muted', 'Without sound, which browsers want for autoplay', flag),
        option('controls', 'Show the controls; they are shown unless this is 0', flag),
        option('transport', 'Transports in order of preference, with + between them, or auto'),
        option('lang', 'Language of the player; else that of the browser'),
        option('label', 'Name of the camera; else the configured one'),
      ],
      responses: {
        200: page('The page'),
        308: { description: 'Asked for with a slash at the end: to the page without it' },
        401: page('The page all the same, which tells its viewers that a token is needed: frames send none'),
        404: page('The page all the same, which tells its viewers that there is no such camera'),
        ...problems('invalid_request'),
      },
    },
  },
  '/player.js': {
    get: {
      operationId: 'getPlayer',
      summary:
        'The player as an ES module; what it loads lazily lies beside it, player.iife.js for classic scripts, recordings.js, the list of recordings, and LICENCES.txt, of what is inside them',
      responses: {
        200: { description: 'The script', content: { 'text/javascript': {} } },
        304: { description: 'It is the one that If-None-Match names' },
        ...problems('not_found'),
      },
    },
  },
};
