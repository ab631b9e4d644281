/**
 * Players that nobody of this project wrote, as programs: the HLS clients of ffmpeg, GStreamer (both of its) and VLC. Each
 * plays into nothing, as fast as it would on a screen, and says what troubles it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { until, within } from './deadline.js';

export type ForeignPlayer = {
  name: string;
  /** Pictures decoded or shown so far. */
  pictureCount(): Promise<number>;
  /** What it said of trouble, without what is known to be harmless. */
  complaints(): string[];
  /** @throws when it has ended by itself, saying how */
  assertAlive(): void;
  close(): Promise<void>;
};

type PlayerProgram = {
  command: string;
  args(playlistUrl: string): string[];
  /** Reads the number of pictures from what it has printed. */
  countPictures(output: string): number;
  /** What to type to make it print its number. */
  ask?: string;
  harmless: readonly RegExp[];
};

const numbers = (output: string, pattern: RegExp): number[] =>
  [...output.matchAll(pattern)].map(([, digits]) => Number(digits));
const newest = (output: string, pattern: RegExp): number => numbers(output, pattern).at(-1) ?? 0;

const frameSink =
  'fpsdisplaysink video-sink=fakesink text-overlay=false fps-update-interval=500 silent=false';
const gstreamerHarmless = [
  // What it prints of its own states.
  /^(Setting|Pipeline|Redistribute|Got context|New clock|Prerolled|buffering|Buffering|Done buffering|Use Windows|\/Gst)/,
];

const programs = {
  ffmpeg: {
    command: 'ffmpeg',
    args: (url) =>
      ['-nostdin', '-hide_banner', '-loglevel', 'warning', '-progress', 'pipe:1', '-i', url].concat(
        '-f null -'.split(' '),
      ),
    countPictures: (output) => newest(output, /^frame=\s*(\d+)/gm),
    // It loads the EXT-X-MAP again in front of each segment, and then says that it has it already.
    harmless: [/Found duplicated MOOV Atom\. Skipped it/, /^\w+=/],
  },
  'gstreamer hlsdemux': {
    command: 'gst-launch-1.0',
    args: (url) =>
      ['-v', 'souphttpsrc', `location=${url}`, '!', 'hlsdemux', '!', 'decodebin', '!'].concat(
        frameSink.split(' '),
      ),
    countPictures: (output) => newest(output, /rendered: (\d+)/g),
    harmless: gstreamerHarmless,
  },
  'gstreamer hlsdemux2': {
    command: 'gst-launch-1.0',
    args: (url) => ['-v', 'uridecodebin3', `uri=${url}`, '!'].concat(frameSink.split(' ')),
    countPictures: (output) => newest(output, /rendered: (\d+)/g),
    harmless: gstreamerHarmless,
  },
  vlc: {
    command: 'cvlc',
    args: (url) =>
      '-I rc --rc-fake-tty --no-color --quiet --vout dummy --aout dummy --no-audio --no-interact'
        .split(' ')
        .concat(url),
    countPictures: (output) => newest(output, /frames displayed\s*:\s*(\d+)/g),
    ask: 'stats\n',
    harmless: [
      // Its own command line.
      /^(\||\+|>|VLC media player|Command Line Interface|status change|Remote control|$)/,
      // There is no desktop here.
      /(dbus|globalhotkeys|interface|libvlc|vaapi|vdpau|DISPLAY|XDG_RUNTIME_DIR)/,
      // Its clock begins anew at a discontinuity.
      /picture is too late to be displayed/,
    ],
  },
} satisfies Record<string, PlayerProgram>;

export type ForeignPlayerName = keyof typeof programs;
export const foreignPlayerNames = Object.keys(programs) as ForeignPlayerName[];

/** VLC refuses to run as root; anybody else will do, with a home of his own. */
const nobody = 65_534;
const identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};

export async function startForeignPlayer(
  name: ForeignPlayerName,
  playlistUrl: string,
): Promise<ForeignPlayer> {
  const program: PlayerProgram = programs[name];
  const child: ChildProcess = spawn(program.command, program.args(playlistUrl), {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, HOME: '/tmp', LC_ALL: 'C', GST_DEBUG: '1', GST_DEBUG_NO_COLOR: '1' },
    ...identity,
  });
  await once(child, 'spawn');
  let output = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (bytes: Buffer) => {
      output += bytes.toString();
    });
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;

  return {
    name,
    async pictureCount() {
      if (program.ask !== undefined && !hasEnded()) {
        const before = output.length;
        child.stdin!.write(program.ask);
        await until(() => /frames displayed/.test(output.slice(before)), {
          what: `${name} to tell its number of pictures`,
          withinMs: 5000,
        });
      }
      return program.countPictures(output);
    },
    complaints: () =>
      output
        .split(/[\r\n]+/)
        .map((line) => line.trim())
        .filter((line) => line !== '' && !program.harmless.some((pattern) => pattern.test(line))),
    assertAlive() {
      if (hasEnded()) throw new Error(`${name} ended by itself: ${output.slice(-500)}`);
    },
    async close() {
      if (hasEnded()) return;
      child.kill('SIGKILL');
      await within(once(child, 'exit'), { what: `${name} to end`, withinMs: 5000 });
    },
  };
}
