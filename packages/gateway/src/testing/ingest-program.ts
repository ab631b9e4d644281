/** A program that does nothing but receive one run over SRT, to be killed: prints a line with URL and pid of its ffmpeg, and one at the first bytes. */
import { createIngest } from '../ingest/ingest.js';
import { PortPool } from '../ingest/port-pool.js';

const [ports = '30000-30009', timeoutMs = '1000'] = process.argv.slice(2);
let hasBytes = false;
let ffmpegPid: unknown;

const ingest = createIngest({
  protocol: 'srt',
  publicHost: '127.0.0.1',
  bindHost: '127.0.0.1',
  ports: new PortPool(ports),
  srtLatencyMs: 20,
  timeoutMs: Number(timeoutMs),
  ffmpegPath: 'ffmpeg',
  logger: {
    error: () => {},
    warn: () => {},
    info: () => {},
    debug: (facts) => {
      ffmpegPid = facts.pid ?? ffmpegPid;
    },
  },
  onBytes: () => {
    if (!hasBytes) console.log('bytes');
    hasBytes = true;
  },
});
await ingest.start();
console.log(`${ffmpegPid} ${ingest.output?.url}`);
