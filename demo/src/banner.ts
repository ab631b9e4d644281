/** The one block of text that `npm start` prints when everything runs. */
import { networkInterfaces } from 'node:os';

export type BannerFacts = {
  host: string;
  port: number;
  cameraId: string;
  mqttUrl: string;
  /** The port that was taken, when the broker had to move. */
  takenMqttPort: number | undefined;
  /** Why the camera pushes by UDP instead of SRT, if it does. */
  whyUdp: string | undefined;
};

/** Addresses under which other machines of the network reach this one. */
function lanAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
}

export function bannerText({ host, port, cameraId, mqttUrl, takenMqttPort, whyUdp }: BannerFacts): string {
  const isOnEveryNetwork = host === '0.0.0.0' || host === '::';
  const others = isOnEveryNetwork ? lanAddresses().map((address) => `http://${address}:${port}/`) : [];
  const ownHost = isOnEveryNetwork || host === '127.0.0.1' ? 'localhost' : host;
  const moved = takenMqttPort === undefined ? '' : ` (port ${takenMqttPort} is taken by another program)`;
  return [
    '',
    '  rpi-live-camera is running',
    '',
    `    Demo page     http://${ownHost}:${port}/`,
    ...(others.length > 0 ? [`    From a phone  ${others.join('  ')}`] : []),
    `    Camera        ${cameraId}, simulated: a test picture with a clock and a tone`,
    `    MQTT broker   ${mqttUrl}${moved}`,
    ...(whyUdp === undefined ? [] : [`    Video         by UDP: ${whyUdp}`]),
    '',
    '  Open the page and the camera wakes; close it and the camera sleeps again.',
    '  Ctrl-C stops everything.',
    '',
  ].join('\n');
}
