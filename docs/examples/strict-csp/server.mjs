// A site that allows as little as the player needs. PORT and GATEWAY come from the environment.
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const { PORT = '8000', GATEWAY = 'http://localhost:8080' } = process.env;
const socketGateway = GATEWAY.replace(/^http/, 'ws');
const playerFolder = dirname(fileURLToPath(import.meta.resolve('@rpi-live-camera/player/cdn/player.js')));

const policy = [
  "default-src 'none'",
  // The player and what it loads lazily lie on this site; with <script src="GATEWAY/player.js"> name the gateway here.
  "script-src 'self'",
  // For the page's own style sheet. The player needs none: it adopts constructed style sheets.
  "style-src 'self'",
  // Sessions, playlists and media; by WebSocket over HTTP/1.1.
  `connect-src ${GATEWAY} ${socketGateway}`,
  // The poster, and pictures of recordings.
  `img-src blob: ${GATEWAY}`,
  // Media Source Extensions; the gateway itself is for Safari's own HLS.
  `media-src blob: ${GATEWAY}`,
  // No worker-src: no worker is started.
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  // Each of the two scripts makes one policy, for its templates.
  "require-trusted-types-for 'script'",
  'trusted-types rpi-live-camera rpi-live-camera-recordings',
].join('; ');

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>A camera under a strict policy</title>
    <link rel="stylesheet" href="/page.css" />
    <script type="module" src="/player/player.js"></script>
    <script type="module" src="/player/recordings.js"></script>
  </head>
  <body>
    <rpi-live-camera id="camera" gateway="${GATEWAY}" camera="demo" autoplay muted controls></rpi-live-camera>
    <rpi-live-camera-recordings for="camera"></rpi-live-camera-recordings>
  </body>
</html>
`;
const styleSheet = 'rpi-live-camera { max-width: 60rem; }\n';

createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://site');
  response.setHeader('Content-Security-Policy', policy);
  response.setHeader('X-Content-Type-Options', 'nosniff');
  if (pathname === '/') response.setHeader('Content-Type', 'text/html; charset=utf-8').end(page);
  else if (pathname === '/page.css') response.setHeader('Content-Type', 'text/css').end(styleSheet);
  else if (/^\/player\/[\w.-]+\.js$/.test(pathname)) {
    response.setHeader('Content-Type', 'text/javascript; charset=utf-8');
    createReadStream(join(playerFolder, basename(pathname)))
      .on('error', () => response.writeHead(404).end())
      .pipe(response);
  } else response.writeHead(404).end();
}).listen(Number(PORT), '127.0.0.1', () => console.log(`http://127.0.0.1:${PORT}/`));
