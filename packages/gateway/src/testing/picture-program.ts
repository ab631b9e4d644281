/** A program that does nothing but make pictures of a stream, to be killed: prints the pid of its ffmpeg at the first picture, and feeds it on or falls silent. */
import { createCapabilityCheck } from '../ffmpeg/capabilities.js';
import { StreamPictures } from '../pictures/stream-pictures.js';
import { FragmentFeed } from '../store/fragment-feed.js';
import { filmFragments } from './filmed-fragments.js';
import { createWatchedFfmpeg } from './watched-ffmpeg.js';

const [then = 'silent'] = process.argv.slice(2);
const film = await filmFragments({ seconds: 1 });
const ffmpeg = await createWatchedFfmpeg();
const feed = new FragmentFeed();
const pictures = new StreamPictures({
  feed,
  ffmpegPath: ffmpeg.path,
  checkFfmpeg: createCapabilityCheck({ ffmpegPath: 'ffmpeg' }),
  logger: { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} },
});
const look = pictures.look();
for (const fragment of film) feed.push(fragment);
await look.next();
const [pid] = await ffmpeg.pids();
await ffmpeg.remove();
console.log(pid);
setInterval(() => {
  if (then === 'feed') for (const fragment of film) feed.push(fragment);
}, 100);
