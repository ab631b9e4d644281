/**
 * Leaves out of hls.js what its light build still has and one fMP4 stream of one quality never uses: unpacking MPEG-TS,
 * AAC and MP3 into fMP4, decrypting, loading by `fetch`, and controllers for several qualities, hosts and metadata. Only the
 * places that name these are taken out.
 */
import type { Plugin } from 'vite';
import { type Cut, cutOut } from './cut-out.js';

/** hls.js works without each of these controllers, as its `HlsConfig` says. */
const spareControllers = ['capLevel', 'fps', 'id3Track', 'contentSteering'];

const cuts: readonly Cut[] = [
  {
    what: 'the list of demuxers',
    place: /const muxConfig = \[\{\s*demux: MP4Demuxer,\s*remux: PassThroughRemuxer\s*\}[^\]]*\];/g,
    by: 'const muxConfig = [{ demux: MP4Demuxer, remux: PassThroughRemuxer }];',
  },
  {
    what: 'the probe of I-frames in MPEG-TS',
    place: /chunkMeta\.iframe && initSegmentData && TSDemuxer\.probe\(initSegmentData, this\.logger\)/g,
    by: 'false',
  },
  {
    what: 'the loader for progressive streaming',
    place: /\benableStreamingMode\(config, logger\);/g,
    by: '',
  },
  {
    what: 'decryption without Web Crypto',
    place: /this\.softwareDecrypter = new AESDecryptor\(\)/g,
    by: 'null',
  },
  ...spareControllers.map((name) => ({
    what: `the ${name} controller`,
    place: new RegExp(`\\b${name}Controller: [A-Z]\\w*Controller\\b`, 'g'),
    by: `${name}Controller: undefined`,
  })),
];

export function leanHls(): Plugin {
  return cutOut('lean-hls', 'build/lean-hls.ts', { '/hls.light.mjs': cuts });
}
