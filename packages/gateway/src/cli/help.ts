/** `--help`: the flags, and every setting with its default, read from the schema. */
import { describeSettings } from '../config/describe.js';
import { flagOptions } from './flags.js';

export function helpText(): string {
  const flags = Object.entries(flagOptions).map(([name, option]) => {
    const short = 'short' in option ? `-${option.short}, ` : '    ';
    const value = 'value' in option ? ` ${option.value}` : '';
    return `  ${`${short}--${name}${value}`.padEnd(24)}${option.help}`;
  });
  const settings = describeSettings().map(({ path, fallback, description }) => {
    const shown = fallback === undefined ? '' : ` (default ${JSON.stringify(fallback)})`;
    return `  ${path.padEnd(34)}${description}${shown}`;
  });
  return [
    'rpi-live-camera-gateway: wakes cameras over MQTT while somebody watches and serves them as live video.',
    '',
    'Usage: rpi-live-camera-gateway [--config FILE] [--port N] [--mqtt-url URL] [--simulate]',
    '',
    ...flags,
    '',
    'Settings, from the file, from the environment (RPI_LIVE_CAMERA_ + path, as RPI_LIVE_CAMERA_MQTT_URL) or a flag:',
    '',
    ...settings,
    '',
    'The smallest file: { "cameras": [{ "id": "front-door" }] }',
    'FFMPEG_PATH in the environment names the ffmpeg to run.',
  ].join('\n');
}
