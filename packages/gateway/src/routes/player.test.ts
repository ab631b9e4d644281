import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { createPlayerRoutes } from './player.js';

function buildPlayer() {
  const folder = mkdtempSync(join(tmpdir(), 'player-'));
  after(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string, modifiedAt: number) => {
    writeFileSync(join(folder, name), text);
    utimesSync(join(folder, name), modifiedAt, modifiedAt);
  };
  write('player.js', 'import("./hls-js-abc.js")', 1);
  write('hls-js-abc.js', 'chunk', 1);
  return { routes: createPlayerRoutes({ folder }), write };
}

describe('the player files', () => {
  it('are scripts for any page: the entry to be asked for again, its chunks for ever', async () => {
    const { routes } = buildPlayer();
    const entry = await routes.request('/player.js');
    assert.equal(await entry.text(), 'import("./hls-js-abc.js")');
    assert.match(entry.headers.get('Content-Type') ?? '', /^text\/javascript/);
    assert.equal(entry.headers.get('Cross-Origin-Resource-Policy'), 'cross-origin');
    assert.match(entry.headers.get('Cache-Control') ?? '', /must-revalidate/);
    const chunk = await routes.request('/hls-js-abc.js');
    assert.match(chunk.headers.get('Cache-Control') ?? '', /immutable/);
  });

  it('are not sent again to who has them, and zipped for who can unzip', async () => {
    const { routes } = buildPlayer();
    const etag = (await routes.request('/player.js')).headers.get('ETag') ?? '';
    assert.equal((await routes.request('/player.js', { headers: { 'If-None-Match': etag } })).status, 304);
    const zipped = await routes.request('/player.js', { headers: { 'Accept-Encoding': 'gzip, br' } });
    assert.equal(zipped.headers.get('Content-Encoding'), 'gzip');
    assert.equal(gunzipSync(await zipped.arrayBuffer()).toString(), 'import("./hls-js-abc.js")');
  });

  it('are those of the last build', async () => {
    const { routes, write } = buildPlayer();
    await routes.request('/player.js');
    write('player.js', 'new', 2);
    assert.equal(await (await routes.request('/player.js')).text(), 'new');
  });

  it('are nothing else in that folder or outside it', async () => {
    const { routes } = buildPlayer();
    for (const path of ['/other.js', '/..%2Fplayer.js', '/player.css']) {
      assert.equal((await routes.request(path)).status, 404, path);
    }
  });
});
