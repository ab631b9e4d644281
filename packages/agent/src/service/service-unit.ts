/** The systemd unit of the agent: starts at boot, comes back for ever, may do nothing but film and send. Pure. */
import { serviceUser } from './service-places.js';

export type ServiceUnitOptions = {
  /** Absolute path of Node.js. */
  nodePath: string;
  /** Absolute path of the program's file in `bin`. */
  programPath: string;
  /** Absolute path of its configuration. */
  configPath: string;
  /** Groups of this machine that own cameras, sound and encoders; one that does not exist would keep the unit from starting. */
  groups: readonly string[];
  /** As `systemctl --version` tells it. */
  systemdVersion: number;
};

/** Of those that exist the service joins: cameras; sound; V3D, for libcamera's software processing. */
export const wantedGroups = ['video', 'audio', 'render'] as const;

/** The first systemd that makes the time between restarts longer each time; older ones would warn at each start. */
const restartStepsSince = 254;

/**
 * Devices by their names in /proc/devices: cameras and encoders, their media graph, buffers, sound, GPU; then, of a Pi,
 * the firmware's mailbox (`vcgencmd`), its older camera interface, and buffers of libcamera's software processing.
 */
const devices = [
  ...['char-video4linux', 'char-media', 'char-dma_heap', 'char-alsa', 'char-drm'],
  ...['/dev/vcio', '/dev/vchiq', '/dev/vcsm-cma', '/dev/udmabuf'],
];

/** Holds no secret: every user of the machine may read it. */
export function serviceUnit(options: ServiceUnitOptions): string {
  const { nodePath, programPath, configPath, groups, systemdVersion } = options;
  const backOff = systemdVersion >= restartStepsSince ? ['RestartSteps=5', 'RestartMaxDelaySec=60'] : [];
  const lines = [
    '# Written by `rpi-live-camera-agent init`; written anew by it, too. Put changes into',
    '# `systemctl edit rpi-live-camera-agent`.',
    '[Unit]',
    'Description=Camera of rpi-live-camera: streams only while somebody watches',
    'Documentation=https://www.npmjs.com/package/@rpi-live-camera/agent',
    'Wants=network-online.target',
    'After=network-online.target',
    '# A camera that nobody can reach to restart it never gives up.',
    'StartLimitIntervalSec=0',
    '',
    '[Service]',
    'Type=notify',
    '# Signs of life are sent by systemd-notify, a child of the agent.',
    'NotifyAccess=all',
    'WatchdogSec=60',
    '# A program that hangs hears no other signal.',
    'WatchdogSignal=SIGKILL',
    `ExecStart=${[nodePath, programPath, 'run', '--config', configPath].map(quoted).join(' ')}`,
    'Restart=always',
    'RestartSec=2',
    ...backOff,
    '# Wrong settings do not mend themselves.',
    'RestartPreventExitStatus=2',
    '# SIGTERM for the agent, which ends its camera in order; what is left after the time is killed.',
    'KillMode=mixed',
    'TimeoutStopSec=10',
    '# An encoder that eats the memory is the agent’s to start anew, and leaves enough to log in.',
    'OOMPolicy=continue',
    'MemoryMax=60%',
    'TasksMax=256',
    '',
    `User=${serviceUser}`,
    ...(groups.length > 0 ? [`SupplementaryGroups=${groups.join(' ')}`] : []),
    `StateDirectory=${serviceUser}`,
    `WorkingDirectory=%S/${serviceUser}`,
    'UMask=0077',
    'Environment=NODE_ENV=production',
    '',
    'NoNewPrivileges=yes',
    'CapabilityBoundingSet=',
    'ProtectSystem=strict',
    'ProtectHome=yes',
    'PrivateTmp=yes',
    'PrivateMounts=yes',
    'ProtectProc=invisible',
    '# Whatever is not listed cannot be opened; what is listed and not there does no harm.',
    'DevicePolicy=closed',
    ...devices.map((device) => `DeviceAllow=${device} rw`),
    'ProtectKernelTunables=yes',
    'ProtectKernelModules=yes',
    'ProtectKernelLogs=yes',
    'ProtectControlGroups=yes',
    'ProtectClock=yes',
    'ProtectHostname=yes',
    'RestrictNamespaces=yes',
    'RestrictRealtime=yes',
    'RestrictSUIDSGID=yes',
    'LockPersonality=yes',
    'RemoveIPC=yes',
    '# libcamera learns of cameras from the kernel by netlink.',
    'RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK',
    'SystemCallArchitectures=native',
    '# What no camera needs; a list of what each needs would break with the next libcamera.',
    'SystemCallFilter=~@mount @swap @reboot @module @raw-io @cpu-emulation @obsolete @debug',
    'SystemCallErrorNumber=EPERM',
    '',
    '[Install]',
    'WantedBy=multi-user.target',
  ];
  return `${lines.join('\n')}\n`;
}

/** As systemd reads words of a command line: `%` and `$` mean something to it, spaces end a word. */
function quoted(word: string): string {
  const literal = word.replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /[\s"'\\;]/.test(literal) ? `"${literal.replaceAll(/["\\]/g, '\\$&')}"` : literal;
}
