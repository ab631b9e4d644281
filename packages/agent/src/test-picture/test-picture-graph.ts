/**
 * The filter graph of the test picture: a dusk sky with a clock, a sun that glides along the horizon, and a line that
 * fills once a second while a quiet tone beeps at its start. Pure text for ffmpeg; called by `test-picture-args.ts`.
 *
 * Whatever does not move is drawn once and repeated (`loop`), so that a picture costs a few glyphs and two small
 * overlays: about 4 % of one core of a desktop computer at 640x480 and 30 fps, encoding included.
 */
import type { VideoSettings } from '@rpi-live-camera/protocol';

export type TestPictureGraphOptions = {
  video: VideoSettings;
  /** Shown above the clock. */
  label: string;
  /** Font files; null: this ffmpeg cannot draw text, and its own test pattern with a counter is shown instead. */
  fonts: TestPictureFonts | null;
  sound: 'beep' | 'none';
};

export type TestPictureFonts = { regular: string; bold: string };

const samplesPerSecond = 48_000;
const beepSeconds = 0.09;
/** The tone is paced block by block, and a picture waits while it is: 10 ms. */
const samplesPerBlock = 480;

/** Output pads: `[v]`, and `[a]` where there is sound. */
export function testPictureGraph(options: TestPictureGraphOptions): string {
  const picture = options.fonts ? duskScene(options, options.fonts) : counterPattern(options.video);
  return [...picture, ...(options.sound === 'beep' ? [beep] : [])].join(';');
}

const beep =
  `aevalsrc='0.06*sin(2*PI*880*t)*sin(PI*mod(t,1)/${beepSeconds})*lt(mod(t,1),${beepSeconds})'` +
  `:s=${samplesPerSecond}:c=mono:n=${samplesPerBlock},arealtime[a]`;

function counterPattern({ width, height, framesPerSecond }: VideoSettings): string[] {
  return [`testsrc=s=${width}x${height}:r=${framesPerSecond}:decimals=1,format=yuv420p,realtime[v]`];
}

function duskScene(
  { video: { width, height, framesPerSecond }, label }: TestPictureGraphOptions,
  { regular, bold }: TestPictureFonts,
): string[] {
  const unit = Math.max(6, Math.floor(Math.min(height / 20, width / 27)));
  const horizon = Math.round(height * 0.74);
  const sun = unit * 6;
  const still = `r=${framesPerSecond}:d=${1 / framesPerSecond}`;
  const repeat = `loop=loop=-1:size=1,setpts=N/(${framesPerSecond}*TB)`;
  const glow = `255*pow(clip(1.3-1.3*hypot(X-${sun / 2},Y-${sun / 2})/${sun / 2},0,1),1.6)`;
  const sky =
    `gradients=s=${width}x${height}:${still}:n=3:c0=0x0a1a33:c1=0x1d5c74:c2=0xf0a868:x0=0:y0=0:x1=0:y1=${horizon}` +
    `:speed=0.00001,drawbox=y=${horizon}:w=iw:h=ih-${horizon}:color=0x0c1828:t=fill`;
  const text = (font: string, size: number, y: number, color: string, content: string) =>
    `drawtext=fontfile='${font}':fontsize=${Math.round(unit * size)}:fontcolor=${color}:x=(w-text_w)/2:y=h*${y}:text='${content}'`;
  return [
    `${sky},format=yuv420p,${repeat},realtime[sky]`,
    `color=c=0xfff1d6:s=${sun}x${sun}:${still},format=yuva420p,geq=lum='lum(X,Y)':cb='cb(X,Y)':cr='cr(X,Y)':a='${glow}',${repeat}[sun]`,
    `color=c=0xffd9a0:s=${width}x${Math.max(2, Math.round(height / 120))}:${still},${repeat}[line]`,
    `[sky][sun]overlay=x='(W-w)*(0.5-0.5*cos(2*PI*t/12))':y='${horizon}-h*0.55-H*0.05*sin(2*PI*t/6)'[a1]`,
    `[a1][line]overlay=x='W*(mod(t,1)-1)':y=${horizon}[a2]`,
    [
      `[a2]${text(bold, 1.25, 0.2, 'white', label)}`,
      `${text(bold, 3, 0.3, 'white', clock)}:shadowcolor=black@0.3:shadowx=2:shadowy=2`,
      text(regular, 1, 0.47, 'white@0.85', '%{localtime\\:%A %d %B %Y}'),
      `${text(regular, 0.75, 0.86, 'white@0.6', `test picture  ·  ${width} × ${height}  ·  ${framesPerSecond} fps`)}[v]`,
    ].join(','),
  ];
}

/** Time of day of the camera, to the tenth, at the moment the picture is drawn. */
const clock = '%{localtime\\:%T}.%{eif\\:mod(time(0)*10\\,10)\\:d}';
