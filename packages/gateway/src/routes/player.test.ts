import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { createFixtureApp } from '../testing/app-fixture.js';
import { createPlayerRoutes } from './player.js';

const entry = 'import("./hls-js-Abc_-123.js")';

/** A build of the player: its entry as it is and in both codings, a chunk as it is. */
function buildPlayer() {
  const folder = mkdtempSync(join(tmpdir(), 'player-'));
  after(() => rmSync(folder, { recursive: true }));
  const write = (name: string, content: string | Buffer, modifiedAt: number) => {
    writeFileSync(join(folder, name), content);
    utimesSync(join(folder, name), modifiedAt, modifiedAt);
  };
  write('player.js', entry, 1);
  write('player.js.br', brotliCompressSync(entry), 1);
  write('player.js.gz', gzipSync(entry), 1);
  write('hls-js-Abc_-123.js', 'chunk', 1);
  write('LICENCES.txt', 'Copyright', 1);
  const app = createFixtureApp().route('/', createPlayerRoutes({ folder }));
  const ask = async (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    app.request(path, { headers, method });
  return { ask, write };
}

describe('the player files', () => {
  it('are scripts for any page: the entry to be asked for again, its chunks for ever', async () => {
    const { ask } = buildPlayer();
    const script = await ask('/player.js');
    assert.equal(await script.text(), entry);
    assert.match(script.headers.get('Content-Type') ?? '', /^text\/javascript/);
    assert.equal(script.headers.get('Cross-Origin-Resource-Policy'), 'cross-origin');
    assert.equal(script.headers.get('Access-Control-Allow-Origin'), '*');
    assert.match(script.headers.get('Cache-Control') ?? '', /max-age=0, must-revalidate/);
    const chunk = await ask('/hls-js-Abc_-123.js');
    assert.match(chunk.headers.get('Cache-Control') ?? '', /max-age=31536000, immutable/);
  });

  it('come with the licences of what is inside', async () => {
    const { ask } = buildPlayer();
    const licences = await ask('/LICENCES.txt');
    assert.equal(await licences.text(), 'Copyright');
    assert.match(licences.headers.get('Content-Type') ?? '', /^text\/plain/);
    assert.equal((await ask('/other.txt')).status, 404);
  });

  for (const [accepted, coding, decompress] of [
    ['gzip, deflate, br', 'br', brotliDecompressSync],
    ['gzip, br;q=0.1', 'gzip', gunzipSync],
    ['br;q=0', null, (bytes: Buffer) => bytes],
  ] as const) {
    it(`come in ${coding ?? 'no coding'} for "${accepted}"`, async () => {
      const { ask } = buildPlayer();
      const script = await ask('/player.js', { 'Accept-Encoding': accepted });
      assert.equal(script.headers.get('Content-Encoding'), coding);
      assert.match(script.headers.get('Vary') ?? '', /Accept-Encoding/);
      const bytes = Buffer.from(await script.arrayBuffer());
      assert.equal(script.headers.get('Content-Length'), String(bytes.byteLength));
      assert.equal(decompress(bytes).toString(), entry);
    });
  }

  it('come as they are where nothing is compressed, or something else', async () => {
    const { ask, write } = buildPlayer();
    const chunk = await ask('/hls-js-Abc_-123.js', { 'Accept-Encoding': 'br, gzip' });
    assert.equal(chunk.headers.get('Content-Encoding'), null);
    assert.equal(await chunk.text(), 'chunk');
    write('player.js.br', brotliCompressSync('of an earlier build'), 2);
    write('player.js.gz', 'nothing that could be read', 2);
    const script = await ask('/player.js', { 'Accept-Encoding': 'br, gzip' });
    assert.equal(script.headers.get('Content-Encoding'), null);
    assert.equal(await script.text(), entry);
  });

  it('are not sent again to who has them in the same coding', async () => {
    const { ask } = buildPlayer();
    const tagFor = async (accepted: string) =>
      (await ask('/player.js', { 'Accept-Encoding': accepted })).headers.get('ETag') ?? '';
    const [ofBr, ofGzip] = await Promise.all([tagFor('br'), tagFor('gzip')]);
    assert.notEqual(ofBr, ofGzip);
    const again = async (tags: string) =>
      ask('/player.js', { 'Accept-Encoding': 'br', 'If-None-Match': tags });
    for (const tags of [ofBr, `W/${ofBr}`, `"other", ${ofBr}`, '*']) {
      const answer = await again(tags);
      assert.equal(answer.status, 304, tags);
      assert.equal(answer.headers.get('ETag'), ofBr);
      assert.match(answer.headers.get('Cache-Control') ?? '', /must-revalidate/);
    }
    for (const tags of [ofGzip, '"other"']) assert.equal((await again(tags)).status, 200, tags);
  });

  it('tell who asks by HEAD what GET would bring', async () => {
    const { ask } = buildPlayer();
    const asked = await ask('/player.js', { 'Accept-Encoding': 'br' }, 'HEAD');
    assert.equal(await asked.text(), '');
    const headersOf = ({ headers }: Response) =>
      ['Content-Encoding', 'Content-Length', 'Content-Type', 'ETag'].map((name) => headers.get(name));
    assert.deepEqual(headersOf(asked), headersOf(await ask('/player.js', { 'Accept-Encoding': 'br' })));
  });

  it('are those of the last build', async () => {
    const { ask, write } = buildPlayer();
    await ask('/player.js');
    write('player.js', 'new', 2);
    assert.equal(await (await ask('/player.js', { 'Accept-Encoding': 'br' })).text(), 'new');
    write('player.js.br', brotliCompressSync('new'), 2);
    const compressed = await ask('/player.js', { 'Accept-Encoding': 'br' });
    assert.equal(compressed.headers.get('Content-Encoding'), 'br');
  });

  it('are nothing else in that folder or outside it', async () => {
    const { ask } = buildPlayer();
    for (const path of ['/other.js', '/..%2Fplayer.js', '/player.js.br', '/player.css']) {
      assert.equal((await ask(path)).status, 404, path);
    }
  });

  it('say what to do where the player has not been built', async () => {
    const app = createFixtureApp().route('/', createPlayerRoutes({ folder: '/nowhere' }));
    const answer = await app.request('/player.js');
    assert.equal(answer.status, 404);
    assert.match(((await answer.json()) as { detail: string }).detail, /npm run build/);
  });
});
