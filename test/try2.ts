import { readFileSync } from 'node:fs';
import { startGatewayProcess } from './support/gateway-process.js';
import { createRecordingClient } from './support/recordings/recording-client.js';

const rss = (pid: number) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
const g = await startGatewayProcess({
  config: {
    mqtt: { url: 'mqtt://127.0.0.1:1' },
    cameras: [{ id: 'front-door' }],
    recording: { mode: 'on-demand', path: process.argv[2]!, minFreeBytes: 0 },
  },
});
try {
  const client = createRecordingClient(g.url, 'front-door');
  const t0 = performance.now();
  const [rec] = await client.list();
  console.log('list', performance.now() - t0, rec);
  const { mp4Url, hlsUrl } = await client.play(rec!.id);
  const at = (s: number) => new Date(Date.parse(rec!.startedAt) + s * 1000).toISOString();
  const firstByte = async (url: string, whole = true) => {
    const c = new AbortController();
    const t = performance.now();
    const r = await fetch(url, { signal: c.signal });
    if (!r.ok) console.log(await r.clone().text(), g.log().split('\n').slice(-4).join('\n'));
    const reader = r.body!.getReader();
    await reader.read();
    const ms = performance.now() - t;
    let n = 0;
    if (whole)
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        n += value.length;
      }
    c.abort();
    return [Math.round(ms), Math.round(performance.now() - t), n, r.headers.get('content-length')];
  };
  console.log('clip cold', await firstByte(`${mp4Url}?from=${at(1800)}&to=${at(1830)}`), rss(g.pid));
  console.log('clip warm', await firstByte(`${mp4Url}?from=${at(2800)}&to=${at(2830)}`), rss(g.pid));
  console.log('playlist', await firstByte(hlsUrl), rss(g.pid));
  console.log('hour', await firstByte(mp4Url, false), rss(g.pid));
  console.log('hour', await firstByte(mp4Url, false), rss(g.pid));
} finally {
  await g.stop();
}
