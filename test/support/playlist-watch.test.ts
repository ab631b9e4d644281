import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { launchBrowser } from './browser.js';
import { createPlaylistReader } from './playlist-reader.js';

const playlist = (mediaSequence: number): string => `#EXTM3U
#EXT-X-VERSION:9
#EXT-X-TARGETDURATION:2
#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,HOLD-BACK=6,PART-HOLD-BACK=0.6
#EXT-X-PART-INF:PART-TARGET=0.2
#EXT-X-MEDIA-SEQUENCE:${mediaSequence}
#EXT-X-MAP:URI="init0.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-11-21T12:00:${mediaSequence + 10}.000Z
#EXTINF:1.0,
seg${mediaSequence}.m4s
#EXT-X-PRELOAD-HINT:TYPE=PART,URI="part0.m4s"
`;

/** A site whose `index.m3u8` is another one of the answers each time, the last one from then on; a number is a status. */
async function serve(t: TestContext, answers: readonly (string | number)[]): Promise<string> {
  let count = 0;
  const server = createServer((request, response) => {
    if (!request.url?.startsWith('/live/')) {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html>');
      return;
    }
    const answer = answers[Math.min(count++, answers.length - 1)]!;
    response.writeHead(typeof answer === 'number' ? answer : 200, { 'Cache-Control': 'no-store' });
    response.end(String(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Lets pages load the playlist so often in all, one after the other, and closes the browser. */
async function watchPages(url: string, loads: { pages: number; loadsPerPage: number }): Promise<number> {
  const test = await launchBrowser();
  try {
    for (let count = 0; count < loads.pages; count++) {
      const page = await test.browser.newPage();
      await page.goto(url);
      await page.evaluate(async (loadCount) => {
        for (let load = 0; load < loadCount; load++) {
          await (await fetch(`/live/grant/door/index.m3u8?_HLS_msn=${load}`)).text();
        }
      }, loads.loadsPerPage);
    }
  } finally {
    await test.close();
  }
  return test.playlists.checkedCount;
}

describe('the playlists that pages of a test browser get', () => {
  it('fail the test when they break a rule, by the name of the playlist', async (t) => {
    const url = await serve(t, [playlist(8), playlist(7)]);
    await assert.rejects(watchPages(url, { pages: 1, loadsPerPage: 2 }), (error: Error) => {
      assert.match(error.message, /\/live\/grant\/door\/index\.m3u8 broke rules/);
      assert.match(error.message, /playlist 2: media sequence went back from 8 to 7/);
      return true;
    });
  });

  it('are each a stream of its own in each page, and after a 404', async (t) => {
    const url = await serve(t, [playlist(8), playlist(8), 404, playlist(7), playlist(6)]);
    assert.equal(await watchPages(url, { pages: 1, loadsPerPage: 4 }), 2);
    assert.equal(await watchPages(url, { pages: 2, loadsPerPage: 1 }), 2);
  });
});

describe('a playlist reader', () => {
  it('throws at the playlist that breaks a rule', async (t) => {
    const reader = createPlaylistReader(`${await serve(t, [playlist(8), playlist(7)])}/live/index.m3u8`);
    assert.equal(await reader.read(), playlist(8));
    await assert.rejects(reader.read('_HLS_msn=9'), /index\.m3u8\?_HLS_msn=9 broke rules:\n.*went back/);
  });

  it('throws at anything but 200', async (t) => {
    const reader = createPlaylistReader(`${await serve(t, [404])}/live/index.m3u8`);
    await assert.rejects(reader.read(), /index\.m3u8: 404/);
  });
});
