// A gateway under /cameras of an Express site. MQTT_URL names the broker that the cameras are at.
import { createGateway, mountGateway, upgradeWebSocket } from '@rpi-live-camera/gateway';
import express from 'express';

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

const app = express();
// What checks who may watch comes before. What reads bodies, such as express.json(), comes after.
app.use(cameras.handle);
app.get('/', (_request, response) => {
  response.type('html').send(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Express and a camera</title>
<script type="module" src="/cameras/player.js"></script>
<rpi-live-camera gateway="/cameras" camera="front-door" autoplay muted controls></rpi-live-camera>
</html>`);
});

const server = app.listen(port, () => console.log(`http://localhost:${port}/`));
cameras.acceptWebSockets(server);

// Not `once`: what looks after ffmpeg ends the program as soon as nobody listens.
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, async () => {
    server.close();
    // Tells every camera to stop, and ends what viewers are being sent.
    await gateway.close();
    server.closeAllConnections();
  });
}
