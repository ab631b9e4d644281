/**
 * Players that nobody of this project wrote, as programs: the HLS clients of ffmpeg, GStreamer (both of its) and VLC. Each
 * plays into nothing, as fast as it would on a screen; what troubles it goes to its standard error. Used by the tests that
 * let them play.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
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
  /** Finds the number of pictures so far in a line of its standard output. */
  count: RegExp;
  /** What to type to make it print that line. */
  ask?: string;
  /** Lines of its standard error that tell of no trouble. */
  harmless: readonly RegExp[];
};

const words = (text: string): string[] => text.split(' ');
const gstreamerSink = words(
  'fpsdisplaysink video-sink=fakesink text-overlay=false fps-update-interval=500 silent=false',
);
const gstreamerCount = /rendered: (\d+)/;
/** It loads the EXT-X-MAP again in front of each segment, and then says that it has it already. */
const duplicatedMoov = /Found duplicated MOOV Atom\. Skipped it/;

const programs = {
  ffmpeg: {
    command: 'ffmpeg',
    args: (url) => [
      ...words('-nostdin -hide_banner -nostats -loglevel warning -progress pipe:1 -i'),
      url,
      ...words('-f null -'),
    ],
    count: /^frame=\s*(\d+)/,
    harmless: [duplicatedMoov],
  },
  ffplay: {
    command: 'ffplay',
    // It prints the metadata of the pictures that it shows, and they need to have some.
    args: (url) => [
      ...words('-hide_banner -nostats -loglevel warning -vf'),
      'metadata=add:key=shown:value=yes,metadata=print:file=pipe\\\\:1',
      url,
    ],
    count: /^frame:(\d+)/,
    harmless: [duplicatedMoov],
  },
  'gstreamer hlsdemux': {
    command: 'gst-launch-1.0',
    args: (url) => [
      ...words('-v souphttpsrc'),
      `location=${url}`,
      ...words('! hlsdemux ! decodebin !'),
      ...gstreamerSink,
    ],
    count: gstreamerCount,
    harmless: [],
  },
  'gstreamer hlsdemux2': {
    command: 'gst-launch-1.0',
    args: (url) => [...words('-v uridecodebin3'), `uri=${url}`, '!', ...gstreamerSink],
    count: gstreamerCount,
    harmless: [],
  },
  vlc: {
    command: 'cvlc',
    args: (url) => [
      ...words('-I rc --rc-fake-tty --no-color --verbose 0 --avcodec-hw none'),
      ...words('--vout dummy --aout dummy --no-audio --no-interact'),
      url,
    ],
    count: /frames displayed\s*:\s*(\d+)/,
    ask: 'stats\n',
    harmless: [
      // It marks its errors; the rest is information.
      /^(?!.* error: )/,
      // There is no desktop here.
      /dbus interface error: /,
      /main interface error: no suitable interface module$/,
      /main libvlc error: interface "(dbus|globalhotkeys),none" initialization failed$/,
      // It begins in the gaps before the stream's first segment, where a second is one picture, takes its second of reserve
      // for full before its decoder has a picture out, and waits no longer for that.
      /main decoder error: buffer deadlock prevented$/,
    ],
  },
} satisfies Record<string, PlayerProgram>;

export type ForeignPlayerName = keyof typeof programs;
export const foreignPlayerNames = Object.keys(programs) as ForeignPlayerName[];

/** VLC refuses to run as root; anybody else will do. */
const nobody = 65_534;
const identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : undefined;

/** A home of its own, because these programs keep caches and settings. */
async function makeHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'foreign-player-'));
  if (identity) await chown(home, identity.uid, identity.gid);
  return home;
}

export async function startForeignPlayer(
  name: ForeignPlayerName,
  playlistUrl: string,
): Promise<ForeignPlayer> {
  const program: PlayerProgram = programs[name];
  const home = await makeHome();
  const child = spawn(program.command, program.args(playlistUrl), {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: home,
      LC_ALL: 'C',
      GST_DEBUG: '1',
      GST_DEBUG_NO_COLOR: '1',
      SDL_VIDEODRIVER: 'dummy',
      SDL_RENDER_DRIVER: 'software',
    },
    ...identity,
  });
  await once(child, 'spawn');
  let count = 0;
  let countedTimes = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const digits = program.count.exec(line)?.[1];
    if (digits === undefined) return;
    count = Number(digits);
    countedTimes++;
  });
  const complaints: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line !== '' && !program.harmless.some((pattern) => pattern.test(line))) complaints.push(line);
  });
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;

  return {
    name,
    async pictureCount() {
      if (program.ask !== undefined && !hasEnded()) {
        const before = countedTimes;
        child.stdin.write(program.ask);
        await until(() => countedTimes > before, {
          what: `${name} to tell its number of pictures`,
          withinMs: 5000,
        });
      }
      return count;
    },
    complaints: () => [...complaints],
    assertAlive() {
      const how = child.signalCode ?? `code ${child.exitCode}`;
      if (hasEnded()) throw new Error(`${name} ended by itself, ${how}: ${complaints.join('\n')}`);
    },
    async close() {
      if (!hasEnded()) {
        child.kill('SIGKILL');
        await within(once(child, 'exit'), { what: `${name} to end`, withinMs: 5000 });
      }
      await rm(home, { recursive: true, force: true });
    },
  };
}
