// A gateway for looking at the player without one: real sessions and a real live HLS stream by ffmpeg, made-up delays.
// `node packages/player/dev/fake-gateway.mjs [port]`, after `npm run bundle`; then open http://localhost:8090/.
// Cameras: `door` plays; `slow` stays in its phases; `gone` times out; `away` is offline; anything else is unknown.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const port = Number(process.argv[2] ?? 8090);
const folder = await mkdtemp(join(tmpdir(), 'player-dev-'));
const cdn = new URL('../cdn/', import.meta.url);
const types = {
  '.m3u8': 'application/vnd.apple.mpegurl',
  '.js': 'text/javascript',
  '.html': 'text/html; charset=utf-8',
};

const ffmpeg = spawn(
  'ffmpeg',
  [
    ...'-loglevel error -re -f lavfi -i testsrc2=size=640x360:rate=25 -f lavfi -i sine=frequency=330'.split(
      ' ',
    ),
    ...'-c:v libx264 -preset ultrafast -tune zerolatency -profile:v baseline -g 25 -c:a aac'.split(' '),
    ...'-f hls -hls_time 1 -hls_list_size 8 -hls_segment_type fmp4'.split(' '),
    ...'-hls_flags delete_segments+program_date_time index.m3u8'.split(' '),
  ],
  { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] },
);

const problem = (status, code, detail, more = {}) => ({
  status,
  code,
  title: code,
  detail,
  requestId: 'dev',
  ...more,
});

async function openSession(response, cameraId) {
  const refusals = {
    away: problem(503, 'camera_offline', 'No heartbeat for 75 s.'),
    full: problem(429, 'viewer_limit_reached', 'All places are taken.', { retryAfterMs: 20_000 }),
  };
  const refusal =
    refusals[cameraId] ?? (/^(door|slow|gone)$/.test(cameraId) ? null : problem(404, 'camera_not_found', ''));
  if (refusal !== null) {
    response
      .writeHead(refusal.status, { 'Content-Type': 'application/problem+json' })
      .end(JSON.stringify(refusal));
    return;
  }
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  const send = (event, data) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  const stepMs = cameraId === 'slow' ? 600_000 : 700;
  send('progress', { phase: 'waking' });
  await delay(700);
  if (cameraId === 'gone') {
    send('problem', problem(504, 'camera_timeout', 'The camera did not answer within 10,000 ms.'));
    response.end();
    return;
  }
  send('progress', { phase: 'receiving' });
  await delay(stepMs);
  send('progress', { phase: 'buffering' });
  await delay(stepMs);
  send('session', {
    id: crypto.randomUUID(),
    cameraId,
    state: 'live',
    serverTime: new Date().toISOString(),
    expiresAt: new Date(Date.now() + 20_000).toISOString(),
    keepAliveMs: 10_000,
    sources: [{ transport: 'hls', url: '/live/index.m3u8', type: types['.m3u8'] }],
  });
  response.end();
}

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  const camera = /^\/api\/v1\/cameras\/([\w-]+)\/sessions$/.exec(pathname);
  if (camera !== null) return void openSession(response, camera[1]);
  if (pathname.startsWith('/api/v1/sessions/')) {
    const now = Date.now();
    const body = { expiresAt: new Date(now + 20_000).toISOString(), serverTime: new Date(now).toISOString() };
    return void response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  }
  const name = basename(pathname) || 'index.html';
  const place = pathname.startsWith('/live/')
    ? join(folder, name)
    : new URL(name === 'index.html' ? '../dev/index.html' : name, cdn);
  try {
    const body = await readFile(place);
    response
      .writeHead(200, { 'Content-Type': types[extname(name)] ?? 'video/mp4', 'Cache-Control': 'no-store' })
      .end(body);
  } catch {
    response.writeHead(404).end();
  }
});
server.listen(port, '127.0.0.1', () => console.log(`http://localhost:${port}/`));

async function stop() {
  ffmpeg.kill();
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void stop());
