/**
 * Stands in for rpicam-vid where there is no Pi: the same options, words, exit codes and signals, and a real H.264
 * MPEG-TS made by ffmpeg with what rpicam-apps `encoder/libav_encoder.cpp` would set. Started by the executable that
 * `installRpicam` writes, with its settings before the arguments; plain JavaScript, since it is started often.
 */
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Transform } from 'node:stream';

/** @type {import('./install-rpicam.js').StandInSettings} */
const settings = JSON.parse(process.argv[2] ?? '{}');
const { versionLine, options, condition, holderFile } = settings;
const words = process.argv.slice(3);
const cameraId = '/base/axi/pcie@120000/rp1/i2c@88000/imx708@1a';
const workingMs = 1000;
const startCode = Buffer.from([0, 0, 1]);

/** As `main` of `rpicam_vid.cpp`: what is thrown is told between stars, and -1 is returned. */
function fail(message) {
  process.stderr.write(`ERROR: *** ${message} ***\n`);
  process.exit(255);
}

function log(level, text) {
  process.stderr.write(`[0:01:02.345678901] [${process.pid}] ${level.padStart(5)} ${text}\n`);
}

/** Options as Boost reads them: `--name value`, `--name=value`, `-n value`, unambiguous beginnings. */
function parse() {
  const given = new Map();
  for (let at = 0; at < words.length; at += 1) {
    const [word = '', attached] = (words[at] ?? '').split(/=(.*)/s);
    const option = findOption(word);
    if (!option)
      fail(
        word.startsWith('-')
          ? `unrecognised option '${word}'`
          : 'too many positional options have been specified on the command line',
      );
    if (option.takes === 'nothing') {
      given.set(option.name, attached ?? '1');
      continue;
    }
    const value = attached ?? words[++at];
    if (value === undefined) fail(`the required argument for option '--${option.name}' is missing`);
    given.set(option.name, value);
  }
  return given;
}

function findOption(word) {
  if (!word.startsWith('--'))
    return options.find(({ letter }) => letter !== undefined && word === `-${letter}`);
  const name = word.slice(2);
  const beginning = options.filter((option) => option.name.startsWith(name));
  return (
    options.find((option) => option.name === name) ?? (beginning.length === 1 ? beginning[0] : undefined)
  );
}

function printHelp() {
  process.stdout.write('Valid options are:\n');
  for (const { name, letter, takes } of options) {
    const names = letter === undefined ? `--${name}` : `-${letter} [ --${name} ]`;
    process.stdout.write(
      `  ${names} ${takes === 'value' ? 'arg' : '[=arg(=1)] (=0)'}\n      Described there\n`,
    );
  }
}

function printCameras() {
  if (condition === 'no camera') {
    process.stdout.write('No cameras available!\n');
    return;
  }
  process.stdout.write(
    `Available cameras\n-----------------\n0 : imx708 [4608x2592 10-bit RGGB] (${cameraId})\n` +
      "    Modes: 'SRGGB10_CSI2P' : 1536x864 [120.13 fps - (768, 432)/3072x1728 crop]\n\n",
  );
}

/** Libcamera lets one process at a time have the camera. */
function acquireCamera() {
  if (condition === 'no camera') fail('no cameras available');
  const holder = existsSync(holderFile) ? Number(readFileSync(holderFile, 'utf8')) : 0;
  if (holder > 0 && isAlive(holder)) {
    log('INFO', 'Camera camera.cpp:1033 Pipeline handler in use by another process');
    fail(`failed to acquire camera ${cameraId}`);
  }
  writeFileSync(holderFile, String(process.pid));
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The codec as the program sets it up: see `encoderOptionsLibx264`; later words win, as `--libav-video-codec-opts` do. */
function encoderArgs(given) {
  const quick = ['-preset', 'ultrafast', '-tune', 'zerolatency', '-thread_type', 'slice', '-slices', '4'];
  const usual = ['-preset', 'superfast', '-bf', '1', '-thread_type', 'frame', '-slices', '1'];
  const isHardware = given.get('libav-video-codec') === 'h264_v4l2m2m';
  const codecOptions = (given.get('libav-video-codec-opts') ?? '').split(';').filter(Boolean);
  const profile = given.get('profile');
  return [
    ...['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-sc_threshold', '0'],
    // The hardware makes no B-frames and holds nothing back.
    ...(given.has('low-latency') || isHardware ? quick : usual),
    ...(profile === undefined ? [] : ['-profile:v', profile]),
    ...['-b:v', given.get('bitrate') ?? '0', '-g', intraPeriod(given)],
    ...codecOptions.flatMap((option) => [`-${option.split('=')[0]}`, option.split('=')[1] ?? '']),
  ];
}

function intraPeriod(given) {
  const intra = given.get('intra') ?? '0';
  return intra === '0' ? (given.get('framerate') ?? '30') : intra;
}

function film(given) {
  const size = `${given.get('width') ?? 640}x${given.get('height') ?? 480}`;
  const rate = given.get('framerate') ?? '30';
  const ffmpeg = spawn(
    'ffmpeg',
    [
      ...[
        '-hide_banner',
        '-loglevel',
        'error',
        '-nostdin',
        '-re',
        '-f',
        'lavfi',
        '-i',
        `testsrc=s=${size}:r=${rate}`,
      ],
      ...encoderArgs(given),
      ...['-f', given.get('libav-format') ?? 'h264', '-flush_packets', '1', 'pipe:1'],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let listens = true;
  process.on('SIGINT', () => {
    if (listens) end(ffmpeg, 0);
  });
  const isHardware = given.get('libav-video-codec') === 'h264_v4l2m2m';
  const encoded = isHardware ? ffmpeg.stdout.pipe(keepFirstParameterSets()) : ffmpeg.stdout;
  encoded.pipe(process.stdout);
  process.stdout.on('error', () => end(ffmpeg, 255));
  log('INFO', 'RPI pisp.cpp:1483 Sensor: imx708 - Selected sensor format: 1536x864-SBGGR10_1X10');
  const worksOn = condition === 'works';
  if (worksOn) return;
  setTimeout(() => {
    encoded.unpipe(process.stdout);
    encoded.resume();
    listens = false;
    if (condition === 'crashes') end(ffmpeg, 'SIGABRT');
    if (condition === 'freezes') setInterval(tellTimeout, 1000);
  }, workingMs);
}

/** As the hardware's driver: parameter sets (NAL unit types 7 and 8) once; the later ones become filler (12). */
function keepFirstParameterSets() {
  const seen = new Set();
  return new Transform({
    transform(chunk, _encoding, done) {
      for (let at = chunk.indexOf(startCode); at >= 0; at = chunk.indexOf(startCode, at + 3)) {
        const type = chunk[at + 3] & 0x1f;
        if (type !== 7 && type !== 8) continue;
        if (seen.has(type)) chunk[at + 3] = (chunk[at + 3] & 0xe0) | 12;
        seen.add(type);
      }
      done(null, chunk);
    },
  });
}

function tellTimeout() {
  process.stderr.write('ERROR: Device timeout detected, attempting a restart!!!\n');
}

function end(ffmpeg, how) {
  ffmpeg.kill('SIGKILL');
  rmSync(holderFile, { force: true });
  if (typeof how === 'number') process.exit(how);
  process.kill(process.pid, how);
}

function main() {
  const given = parse();
  if (given.has('help')) return printHelp();
  if (given.has('version')) {
    process.stdout.write(`${versionLine}\nlibcamera build: v0.5.2+99-bfd68f78\n`);
    return;
  }
  if (given.has('list-cameras')) return printCameras();
  if (given.get('codec') === 'libav' && !options.some(({ name }) => name === 'libav-format'))
    fail('unrecognised codec libav');
  if (given.get('codec') !== 'libav' || given.get('output') !== '-')
    fail('the stand-in films with --codec libav and --output - only');
  if (Number(given.get('camera') ?? 0) > 0) fail('selected camera is not available');
  appendFileSync(settings.argumentsFile, `${JSON.stringify(words)}\n`);
  acquireCamera();
  film(given);
}

main();
