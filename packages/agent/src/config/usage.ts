/** The text of `--help`: flags, then every setting with its default, its meaning and its environment variable. */
import { listSettings } from './agent-config.js';
import { environmentName, minimalConfigExample } from './load-config.js';

export function usage(): string {
  const settings = listSettings().map(({ path, description, defaultValue }) => {
    const fallback = defaultValue === undefined ? 'must be given' : `default ${JSON.stringify(defaultValue)}`;
    return `  ${path.join('.')} (${fallback})\n      ${description}\n      ${environmentName(path)}`;
  });
  return `Usage: rpi-live-camera-agent [run] --config FILE
       rpi-live-camera-agent init      sets a camera up: configuration, trial, service
       rpi-live-camera-agent doctor    says what is wrong and how to mend it

Runs beside a camera: listens on MQTT, pushes video while a gateway holds a lease on it, stops by itself. For init and
doctor, too, --help tells more.

  --config FILE      JSON file with the settings below
  --camera-id ID     overrides cameraId
  --mqtt-url URL     overrides mqtt.url
  --ffmpeg PATH      overrides ffmpegPath
  --log-level LEVEL  overrides logLevel
  --help, --version

A minimal file: ${minimalConfigExample}

Settings, as paths in the file; the environment variable overrides the file:
${settings.join('\n')}

Exit codes: 0 after SIGTERM or SIGINT, 1 on an internal failure, 2 on wrong flags or settings.
`;
}
