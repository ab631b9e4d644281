// A gateway under /cameras of a Fastify site. MQTT_URL names the broker that the cameras are at.
import { createGateway, mountGateway, upgradeWebSocket } from '@rpi-live-camera/gateway';
import Fastify from 'fastify';

const port = Number(process.env.PORT ?? 8080);

const gateway = createGateway(
  {
    cameras: [{ id: 'front-door', name: 'Front door' }],
    mqtt: { url: process.env.MQTT_URL ?? 'mqtt://127.0.0.1:1883' },
  },
  { upgradeWebSocket },
);
await gateway.start();
const cameras = mountGateway(gateway, '/cameras');

// Players keep connections for their next request: they are not waited for.
const app = Fastify({ forceCloseConnections: true });
// Hooks that check who may watch, such as onRequest, run before these requests as before any other.
app.register(
  async (scope) => {
    // The gateway reads its own bodies.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _body, done) => done(null));
    scope.all('/*', (request, reply) => {
      reply.hijack();
      cameras.handle(request.raw, reply.raw);
    });
  },
  { prefix: '/cameras' },
);
app.get('/', (_request, reply) => {
  reply.type('text/html; charset=utf-8').send(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Fastify and a camera</title>
<script type="module" src="/cameras/player.js"></script>
<rpi-live-camera gateway="/cameras" camera="front-door" autoplay muted controls></rpi-live-camera>
</html>`);
});
// Tells every camera to stop, and ends what viewers are being sent, for which Fastify would wait.
app.addHook('preClose', () => gateway.close());

await app.listen({ port, host: '0.0.0.0' });
console.log(`http://localhost:${port}/`);
cameras.acceptWebSockets(app.server);

// Not `once`: what looks after ffmpeg ends the program as soon as nobody listens.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => app.close());
