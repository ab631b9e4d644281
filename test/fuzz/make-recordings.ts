/** Writes `recordings/` anew: what ffmpeg sends, as small as it gets. Run by hand; see README.md. */
import { writeFileSync } from 'node:fs';
import { recordTransportStream } from '../../packages/gateway/src/testing/recorded-stream.js';
import { recordingFile } from './demuxer/recordings.js';

const encoder = (...args: string[]) => ['-c:v', 'libx264', '-preset', 'ultrafast', ...args];
const aac = ['-c:a', 'aac', '-b:a', '16k', '-ar', '22050'];

const takes = {
  plain: {
    sound: 'none',
    video: encoder('-profile:v', 'baseline', '-tune', 'zerolatency', '-g', '5'),
  },
  sound: {
    sound: 'tone',
    video: encoder('-profile:v', 'baseline', '-tune', 'zerolatency', '-g', '5'),
    audio: aac,
  },
  reordered: { sound: 'none', video: encoder('-profile:v', 'main', '-bf', '2', '-g', '8') },
  slices: {
    sound: 'tone',
    video: encoder('-profile:v', 'high', '-tune', 'zerolatency', '-g', '4', '-slices', '4'),
    audio: aac,
    mux: ['-muxrate', '300k'],
  },
} as const;

for (const [name, { video, ...take }] of Object.entries(takes)) {
  const bytes = await recordTransportStream({
    size: '96x64',
    framesPerSecond: 10,
    seconds: 2,
    video: [...video],
    ...('audio' in take && { audio: [...take.audio] }),
    ...('mux' in take && { mux: [...take.mux] }),
    sound: take.sound,
  });
  writeFileSync(recordingFile(name), bytes);
}
