/** The flags of `init`: its own, and one for every setting that it may write. */
import { listSettings } from '../config/agent-config.js';
import { environmentName } from '../config/load-config.js';
import { type FlagOptions, readFlags } from '../config/read-flags.js';

export type InitFlags = {
  /** Dotted path → value, as given. */
  settings: Record<string, string>;
  /** Where the configuration goes; undefined: the usual place. */
  output: string | undefined;
  service: 'install' | 'leave' | 'ask';
  /** What happens: all of it, only its telling, or the undoing of an earlier one. */
  task: 'do' | 'say only' | 'remove' | 'help';
  /** Take for granted what would be asked. */
  answers: 'yes' | 'ask';
  /** An existing configuration may be replaced. */
  existing: 'replace' | 'keep';
};

const ownFlags = {
  output: { type: 'string' },
  capture: { type: 'string' },
  service: { type: 'boolean' },
  'no-service': { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  remove: { type: 'boolean' },
  force: { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies FlagOptions;

/** `['mqtt', 'topicPrefix']` → `mqtt-topic-prefix`. */
const flagOf = (path: readonly string[]) =>
  path.map((part) => part.replaceAll(/[A-Z]/g, '-$&').toLowerCase()).join('-');

/** @throws AgentError `config_invalid` for wrong flags */
export function readInitFlags(argv: readonly string[]): InitFlags {
  const pathOf = new Map(listSettings().map(({ path }) => [flagOf(path), path.join('.')]));
  const settingFlags = Object.fromEntries(
    [...pathOf.keys()].map((flag) => [flag, { type: 'string' as const }]),
  );
  const { values, given } = readFlags(argv, { ...settingFlags, ...ownFlags });
  const settings = Object.entries(values).flatMap(([flag, value]): [string, string][] => {
    const path = flag === 'capture' ? 'capture.type' : pathOf.get(flag);
    return path === undefined ? [] : [[path, value]];
  });
  return {
    settings: Object.fromEntries(settings),
    output: values.output,
    service: given.has('service') ? 'install' : given.has('no-service') ? 'leave' : 'ask',
    task: given.has('help') ? 'help' : given.has('remove') ? 'remove' : 'do',
    answers: given.has('yes') ? 'yes' : 'ask',
    existing: given.has('force') ? 'replace' : 'keep',
    ...(given.has('dry-run') && !given.has('help') && !given.has('remove') && { task: 'say only' as const }),
  };
}

export function initUsage(): string {
  return `Usage: rpi-live-camera-agent init [flags]

Sets a camera up: looks at this machine, writes the configuration, films for 3 s, tries the broker, and makes the agent
a service of systemd if wanted. In a terminal it asks for what it is not told; says of each step what it does before it
does it.

  --camera-id ID       name of this camera, the same as in the gateway (default: the name of this machine)
  --mqtt-url URL       broker, such as mqtt://192.168.1.10:1883 or mqtts://broker.example:8883
  --mqtt-username NAME, --mqtt-password PASSWORD
                       other users see flags in the list of processes: ${environmentName(['mqtt', 'password'])} hides it
  --capture TYPE       auto, rpicam, picamera2, v4l2, rtsp, file or test (default auto)
  --SETTING VALUE      any other setting, with dashes: --capture-url, --mqtt-ca-file, --video-width …
  --output FILE        configuration to write (default /etc/rpi-live-camera/agent.json as root, else agent.json here)
  --service            install the service; --no-service: leave systemd alone
  --force              replace a configuration that is there
  --yes                ask nothing
  --dry-run            only say what would be done
  --remove             undo it: service, program, configuration, user
  --help

Exit codes: 0 when all is well, 1 when something that it names is not, 2 on wrong flags or settings.
`;
}
