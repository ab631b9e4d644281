/** The demo's static page: the files of `demo/public`, read on every request so that an edit shows at once. */
import { readFile } from 'node:fs/promises';
import { Hono } from 'hono';

const publicDirectory = new URL('../public/', import.meta.url);

const files: Record<string, { name: string; type: string }> = {
  '/': { name: 'index.html', type: 'text/html; charset=utf-8' },
  '/demo/page.css': { name: 'page.css', type: 'text/css; charset=utf-8' },
  '/demo/page.js': { name: 'page.js', type: 'text/javascript; charset=utf-8' },
  '/demo/timeline.js': { name: 'timeline.js', type: 'text/javascript; charset=utf-8' },
  '/demo/camera-panel.js': { name: 'camera-panel.js', type: 'text/javascript; charset=utf-8' },
  '/demo/camera-health.js': { name: 'camera-health.js', type: 'text/javascript; charset=utf-8' },
  '/demo/health-texts.js': { name: 'health-texts.js', type: 'text/javascript; charset=utf-8' },
  '/demo/playground.js': { name: 'playground.js', type: 'text/javascript; charset=utf-8' },
  '/demo/recordings.html': { name: 'recordings.html', type: 'text/html; charset=utf-8' },
  '/demo/recordings.css': { name: 'recordings.css', type: 'text/css; charset=utf-8' },
  '/demo/states.html': { name: 'states.html', type: 'text/html; charset=utf-8' },
  '/demo/states.css': { name: 'states.css', type: 'text/css; charset=utf-8' },
  '/demo/states.js': { name: 'states.js', type: 'text/javascript; charset=utf-8' },
  '/demo/faces.js': { name: 'faces.js', type: 'text/javascript; charset=utf-8' },
  '/demo/face-view.js': { name: 'face-view.js', type: 'text/javascript; charset=utf-8' },
  '/demo/looks.html': { name: 'looks.html', type: 'text/html; charset=utf-8' },
  '/demo/looks.js': { name: 'looks.js', type: 'text/javascript; charset=utf-8' },
  '/demo/copy-button.js': { name: 'copy-button.js', type: 'text/javascript; charset=utf-8' },
  '/demo/tag-text.js': { name: 'tag-text.js', type: 'text/javascript; charset=utf-8' },
  '/demo/snippet.js': { name: 'snippet.js', type: 'text/javascript; charset=utf-8' },
  '/demo/icon.svg': { name: 'icon.svg', type: 'image/svg+xml' },
};

/** The routes of the page; everything else is for the gateway behind it. */
export function createPage(): Hono {
  const page = new Hono();
  for (const [path, { name, type }] of Object.entries(files)) {
    page.get(path, async (context) => {
      const content = await readFile(new URL(name, publicDirectory), 'utf8');
      return context.body(content, 200, { 'Content-Type': type, 'Cache-Control': 'no-cache' });
    });
  }
  return page;
}
