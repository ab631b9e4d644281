// An ffmpeg whose USB cameras and microphones are made up: the process boundary at which tests stand in for hardware.
// Inputs of `-f v4l2` and `-f alsa` are replaced by real test sources in the format that is asked for; everything else
// goes to the real ffmpeg as it is, which refuses whatever it does not know. The options of the replaced inputs are held
// to those that the real program lists. Called as: node v4l2-ffmpeg.mjs DEVICES_FILE ARGUMENTS…
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, unlinkSync, watchFile, writeFileSync } from 'node:fs';

const [devicesFile, ...args] = process.argv.slice(2);
/** `{ "/dev/video0": { "state": "ready" | "busy" | "denied" | "unplugged", "formats": [{ "kind", "name", "sizes" }] } }` */
const readDevices = () => JSON.parse(readFileSync(devicesFile, 'utf8'));
const logName = '[video4linux2,v4l2 @ 0x5581d0c0a2c0]';
const encoders = {
  h264: ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-bf', '0', '-g', '30'],
  mjpeg: ['-c:v', 'mjpeg', '-q:v', '5'],
};

function fail(...lines) {
  process.stderr.write(`${lines.join('\n')}\n`);
  process.exit(1);
}

/** Option → whether it takes a value, of one demuxer of the real ffmpeg. */
function privateOptionsOf(demuxer) {
  const { stdout } = spawnSync('ffmpeg', ['-hide_banner', '-h', `demuxer=${demuxer}`], { encoding: 'utf8' });
  return new Set([...stdout.matchAll(/^ {2}-(\w+)/gm)].map(([, name]) => `-${name}`));
}

/** Splits at every `-i NAME`, so that each input has the options before it. */
function* inputsOf(words) {
  let start = 0;
  for (let at = 0; at < words.length; at += 1) {
    if (words[at] !== '-i') continue;
    yield { options: words.slice(start, at), name: words[at + 1] };
    start = at + 2;
    at += 1;
  }
  yield { options: words.slice(start), name: undefined };
}

/** Takes the options of the demuxer out of those of an input; the rest is generic and left to the real ffmpeg. */
function takePrivateOptions(options, demuxer) {
  const known = privateOptionsOf(demuxer);
  const own = {};
  const generic = [];
  for (let at = 0; at < options.length; at += 1) {
    if (options[at] === '-f') at += 1;
    else if (known.has(options[at])) own[options[at].slice(1)] = options[++at];
    else generic.push(options[at]);
  }
  return { own, generic };
}

function listFormats(device, { formats }) {
  const lines = formats.map(({ kind, name, sizes }) => {
    const description = `a ${name} picture: as made up`;
    return `${logName} ${kind === 'raw' ? 'Raw       ' : 'Compressed'}: ${name.padStart(11)} : ${description.padStart(20)} : ${sizes.join(' ')}`;
  });
  fail(...lines, `${device}: Immediate exit requested`);
}

/** One program at a time may film with a device, as the kernel sees to it. */
function occupy(device) {
  const file = `${devicesFile}.${device.replaceAll('/', '_')}`;
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    process.kill(pid, 0);
    fail(`${logName} ioctl(VIDIOC_S_FMT): Device or resource busy`, `${device}: Device or resource busy`);
  } catch {
    // Nobody has it, or its program is dead.
  }
  writeFileSync(file, String(process.pid));
  process.on('exit', () => unlinkSync(file));
}

function cameraSource(device, { own }) {
  const camera = readDevices()[device];
  if (!camera || camera.state === 'unplugged') {
    fail(
      `${logName} Cannot open video device ${device}: No such file or directory`,
      `${device}: No such file or directory`,
    );
  }
  if (camera.state === 'denied') {
    fail(`${logName} Cannot open video device ${device}: Permission denied`, `${device}: Permission denied`);
  }
  if (own.list_formats) listFormats(device, camera);
  if (camera.state === 'busy') {
    fail(`${logName} ioctl(VIDIOC_S_FMT): Device or resource busy`, `${device}: Device or resource busy`);
  }
  const format = camera.formats.find(({ name }) => name === own.input_format);
  if (!format)
    fail(
      `${logName} Cannot find a proper format for codec 'none' (id 0), pixel format 'none' (id -1)`,
      `${device}: Invalid argument`,
    );
  if (!format.sizes.includes(own.video_size))
    fail(`${logName} made up: the size ${own.video_size} is not offered`);
  occupy(device);
  const picture = `testsrc2=s=${own.video_size}:r=${Math.min(Number(own.framerate), camera.maxFramesPerSecond ?? 30)}`;
  const encoder = encoders[format.name] ?? ['-c:v', 'rawvideo'];
  const pixels = format.kind === 'raw' ? format.name : format.name === 'mjpeg' ? 'yuvj422p' : 'yuv420p';
  const source = spawn(
    'ffmpeg',
    [
      '-loglevel',
      'error',
      '-nostdin',
      '-re',
      '-f',
      'lavfi',
      '-i',
      picture,
      ...encoder,
      '-pix_fmt',
      pixels,
      '-f',
      'nut',
      'pipe:1',
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  watchFile(devicesFile, { interval: 100 }, () => {
    if (readDevices()[device]?.state !== 'unplugged') return;
    process.stderr.write(`${logName} ioctl(VIDIOC_DQBUF): No such device\n`);
    source.kill('SIGKILL');
  });
  return source;
}

const realArgs = [];
const sources = [];
for (const { options, name } of inputsOf(args)) {
  const demuxer = name && options[options.lastIndexOf('-f') + 1];
  const isInput = name !== undefined && options.includes('-f');
  if (isInput && demuxer === 'v4l2') {
    const taken = takePrivateOptions(options, 'v4l2');
    sources.push(cameraSource(name, taken));
    realArgs.push(...taken.generic, '-f', 'nut', '-i', `pipe:${2 + sources.length}`);
  } else if (isInput && demuxer === 'alsa') {
    const { generic } = takePrivateOptions(options, 'alsa');
    realArgs.push(...generic, '-re', '-f', 'lavfi', '-i', 'sine=r=48000');
  } else {
    realArgs.push(...options, ...(name === undefined ? [] : ['-i', name]));
  }
}

const ffmpeg = spawn('ffmpeg', realArgs, {
  stdio: ['inherit', 'inherit', 'inherit', ...sources.map(({ stdout }) => stdout)],
});
// Whoever ends this program signals its whole process group; the real ffmpeg decides when it is over.
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => {});
ffmpeg.on('exit', (code, signal) => {
  for (const source of sources) source.kill('SIGKILL');
  process.exitCode = code ?? 128;
  if (signal) process.stderr.write(`ended by ${signal}\n`);
  process.exit();
});
