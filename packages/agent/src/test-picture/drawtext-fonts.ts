/** Which fonts the test picture can be written with: asks fontconfig, then this ffmpeg whether it can draw them. */
import { existsSync } from 'node:fs';
import { runTool } from '../process/run-tool.js';
import type { TestPictureFonts } from './test-picture-graph.js';

/** Where distributions keep a sans-serif font, for systems without fontconfig. */
const knownFonts: readonly TestPictureFonts[] = [
  ['/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf', '/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf'],
  ['/usr/share/fonts/TTF/DejaVuSans.ttf', '/usr/share/fonts/TTF/DejaVuSans-Bold.ttf'],
  [
    '/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf',
    '/usr/share/fonts/truetype/liberation/LiberationSans-Bold.ttf',
  ],
  ['/System/Library/Fonts/Supplemental/Arial.ttf', '/System/Library/Fonts/Supplemental/Arial Bold.ttf'],
].map(([regular = '', bold = '']) => ({ regular, bold }));

/** Null when this ffmpeg was built without text, or no font was found. Never rejects. */
export async function findDrawtextFonts(ffmpegPath: string): Promise<TestPictureFonts | null> {
  const candidates = [await askFontconfig(), ...knownFonts];
  for (const fonts of candidates) {
    if (!fonts || !isUsable(fonts)) continue;
    return (await canDraw(ffmpegPath, fonts)) ? fonts : null;
  }
  return null;
}

async function askFontconfig(): Promise<TestPictureFonts | null> {
  const [regular, bold] = await Promise.all(['sans', 'sans:bold'].map(matchFont));
  return regular && bold ? { regular, bold } : null;
}

async function matchFont(pattern: string): Promise<string | undefined> {
  const answer = await runTool({ command: 'fc-match', args: ['--format', '%{file}', pattern] });
  return answer.exitCode === 0 ? answer.stdout.trim() : undefined;
}

/** A path with a quote or a backslash would need escaping that differs between versions of ffmpeg. */
function isUsable({ regular, bold }: TestPictureFonts): boolean {
  return [regular, bold].every((file) => /^[^'\\:%,;[\]]+$/.test(file) && existsSync(file));
}

async function canDraw(ffmpegPath: string, { regular, bold }: TestPictureFonts): Promise<boolean> {
  const draw = [regular, bold].map((file) => `drawtext=fontfile='${file}':text=0`).join(',');
  const input = ['-f', 'lavfi', '-i', `color=s=16x16:d=0.04,${draw}`];
  const args = ['-hide_banner', '-nostdin', ...input, '-frames:v', '1', '-f', 'null', '-'];
  return (await runTool({ command: ffmpegPath, args })).exitCode === 0;
}
