// The table of programs which this project calls, and how to see whether they are there. A Python module is found by
// importing it, with the Python that runs the test.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const extensions = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
/** Where Debian and Homebrew put daemons, which an ordinary user's PATH leaves out. */
const daemonDirectories = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/sbin'];
const macChrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/**
 * @typedef {object} Program
 * @property {string} name
 * @property {'start' | 'test' | 'long'} neededFor what cannot run without it
 * @property {string} [environment] variable that names the program file instead of PATH
 * @property {string[]} commands names or absolute paths, the first that is there counts
 * @property {[number, number]} [minimumVersion]
 * @property {string} [skips] what is skipped where it cannot be had; without this, nothing goes on. On a build machine
 *   (`CI`) nothing is skipped
 * @property {string} [module] what the program, a Python, must be able to import
 * @property {Record<string, string>} packages its package by package manager, where there is one
 */
/** The system's Python comes first: the packages of the distribution are installed for no other. */
const python = {
  neededFor: 'test',
  environment: 'PYTHON_PATH',
  commands: ['/usr/bin/python3', 'python3'],
};
/** @type {Program[]} */
const table = [
  {
    name: 'ffmpeg',
    neededFor: 'start',
    environment: 'FFMPEG_PATH',
    commands: ['ffmpeg'],
    minimumVersion: [4, 4],
    packages: {
      apt: 'ffmpeg',
      dnf: 'ffmpeg-free',
      pacman: 'ffmpeg',
      apk: 'ffmpeg',
      brew: 'ffmpeg',
      winget: 'Gyan.FFmpeg',
    },
  },
  {
    name: 'ffprobe',
    neededFor: 'test',
    environment: 'FFPROBE_PATH',
    commands: ['ffprobe'],
    packages: {
      apt: 'ffmpeg',
      dnf: 'ffmpeg-free',
      pacman: 'ffmpeg',
      apk: 'ffmpeg',
      brew: 'ffmpeg',
      winget: 'Gyan.FFmpeg',
    },
  },
  {
    name: 'chromium',
    neededFor: 'test',
    environment: 'CHROME_PATH',
    commands: ['chromium', 'google-chrome', 'google-chrome-stable', 'chrome', macChrome],
    packages: {
      apt: 'chromium',
      dnf: 'chromium',
      pacman: 'chromium',
      apk: 'chromium',
      brew: '--cask google-chrome',
      winget: 'Google.Chrome',
    },
  },
  {
    name: 'mosquitto',
    neededFor: 'test',
    commands: ['mosquitto'],
    packages: {
      apt: 'mosquitto',
      dnf: 'mosquitto',
      pacman: 'mosquitto',
      apk: 'mosquitto',
      brew: 'mosquitto',
      winget: 'EclipseFoundation.Mosquitto',
    },
  },
  {
    name: 'mosquitto_sub',
    neededFor: 'test',
    commands: ['mosquitto_sub'],
    packages: {
      apt: 'mosquitto-clients',
      dnf: 'mosquitto',
      pacman: 'mosquitto',
      apk: 'mosquitto-clients',
      brew: 'mosquitto',
      winget: 'EclipseFoundation.Mosquitto',
    },
  },
  {
    name: 'faketime',
    neededFor: 'test',
    commands: ['faketime'],
    packages: {
      apt: 'faketime',
      dnf: 'libfaketime',
      pacman: 'libfaketime',
      apk: 'libfaketime',
      brew: 'libfaketime',
    },
  },
  {
    ...python,
    name: 'the Python module av (elsewhere: pip install av, and its Python as PYTHON_PATH)',
    module: 'av',
    packages: { apt: 'python3-av', pacman: 'python-av' },
  },
  {
    ...python,
    name: 'the Python module paho.mqtt (elsewhere: pip install paho-mqtt, and its Python as PYTHON_PATH)',
    module: 'paho.mqtt.client',
    packages: {
      apt: 'python3-paho-mqtt',
      dnf: 'python3-paho-mqtt',
      pacman: 'python-paho-mqtt',
      apk: 'py3-paho-mqtt',
    },
  },
  {
    name: 'Firefox',
    neededFor: 'test',
    skips: 'tests in Firefox',
    environment: 'FIREFOX_PATH',
    commands: ['firefox-esr', 'firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'],
    packages: {
      apt: 'firefox-esr',
      dnf: 'firefox',
      pacman: 'firefox',
      apk: 'firefox',
      brew: '--cask firefox',
    },
  },
  {
    name: 'WebKitWebDriver',
    neededFor: 'test',
    skips: 'tests in WebKit',
    commands: ['WebKitWebDriver'],
    packages: {
      apt: 'webkit2gtk-driver gstreamer1.0-libav gstreamer1.0-plugins-good gstreamer1.0-plugins-bad',
      pacman: 'webkit2gtk-4.1 gst-libav gst-plugins-good gst-plugins-bad',
    },
  },
  {
    name: 'Xvfb',
    neededFor: 'test',
    skips: 'tests in WebKit',
    commands: ['Xvfb'],
    packages: { apt: 'xvfb', dnf: 'xorg-x11-server-Xvfb', pacman: 'xorg-server-xvfb', apk: 'xvfb' },
  },
  {
    name: 'nginx',
    neededFor: 'test',
    skips: 'tests of the nginx recipe',
    environment: 'NGINX_PATH',
    commands: ['nginx'],
    packages: { apt: 'nginx', dnf: 'nginx', pacman: 'nginx', apk: 'nginx', brew: 'nginx' },
  },
  {
    name: 'Caddy',
    neededFor: 'test',
    skips: 'tests of the Caddy recipe',
    environment: 'CADDY_PATH',
    commands: ['caddy'],
    packages: { apt: 'caddy', dnf: 'caddy', pacman: 'caddy', apk: 'caddy', brew: 'caddy' },
  },
  {
    name: 'gst-launch-1.0, with the plugins good, bad and libav',
    neededFor: 'long',
    commands: ['gst-launch-1.0'],
    packages: {
      apt: 'gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-libav',
      pacman: 'gstreamer gst-plugins-good gst-plugins-bad gst-libav',
      brew: 'gstreamer',
    },
  },
  {
    name: 'cvlc (VLC 3)',
    neededFor: 'long',
    commands: ['cvlc'],
    packages: { apt: 'vlc-bin vlc-plugin-base', pacman: 'vlc' },
  },
];

/** Each purpose needs what those before it need, too: `npm start`, `npm test`, `npm run test:long`. */
const purposes = ['start', 'test', 'long'];

/** The programs for one purpose. */
export function programsFor(purpose) {
  return table.filter(({ neededFor }) => purposes.indexOf(neededFor) <= purposes.indexOf(purpose));
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function findOnPath(command) {
  if (command.startsWith('/')) return isExecutable(command) ? command : undefined;
  const directories = [...(process.env.PATH ?? '').split(delimiter), ...daemonDirectories];
  const candidates = directories.flatMap((directory) =>
    extensions.map((extension) => join(directory, command + extension)),
  );
  return candidates.find(isExecutable);
}

/** `ffmpeg version 5.1.9-0+deb12u1` → [5, 1]; a git build (`N-110000-g…`) has no number and counts as new. */
function versionOf(path) {
  const { stdout } = spawnSync(path, ['-version'], { encoding: 'utf8', timeout: 10_000 });
  const match = /version n?(\d+)\.(\d+)/.exec(stdout ?? '');
  return match ? [Number(match[1]), Number(match[2])] : undefined;
}

function canImport(path, module) {
  return spawnSync(path, ['-c', `import ${module}`], { stdio: 'ignore', timeout: 10_000 }).status === 0;
}

function problemWith(program) {
  const chosen = program.environment && process.env[program.environment];
  const path = chosen
    ? isExecutable(chosen)
      ? chosen
      : undefined
    : program.commands.map(findOnPath).find(Boolean);
  if (!path) return chosen ? { kind: 'misplaced', program, path: chosen } : { kind: 'missing', program };
  if (program.module && !canImport(path, program.module)) return { kind: 'missing', program };
  if (!program.minimumVersion) return undefined;
  const version = versionOf(path);
  const [major, minor] = program.minimumVersion;
  const isOld = version && (version[0] < major || (version[0] === major && version[1] < minor));
  return isOld ? { kind: 'outdated', program, path, version: version.join('.') } : undefined;
}

/**
 * What is wrong with the given programs; empty when all are there.
 * @param {Program[]} programs
 */
export function findPrograms(programs) {
  return programs.map(problemWith).filter((problem) => problem !== undefined);
}
