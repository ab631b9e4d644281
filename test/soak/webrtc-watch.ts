/** A viewer by WebRTC in a process of its own, as its library cannot be ended within one. Used by the viewers of the soak. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ViewerReport } from '../../packages/gateway/src/testing/whep-viewer-program.js';
import type { Watching } from './soak-viewer.js';

const program = fileURLToPath(
  new URL('../../packages/gateway/src/testing/whep-viewer-program.ts', import.meta.url),
);
/** Of one packet; how large it really was is not told. */
const packetBytes = 1200;

/** Watches until the signal is aborted, or the connection has failed. */
export async function watchByWebRtc({ url, book, left }: Watching): Promise<void> {
  const child = fork(program);
  const exited = once(child, 'exit');
  const onLeft = () => child.kill('SIGKILL');
  left.addEventListener('abort', onLeft);
  child.on('message', (report: ViewerReport) => {
    if ('timestamp' in report) book.bytes += packetBytes;
    else if ('state' in report && /failed|closed|disconnected/.test(report.state)) child.kill('SIGKILL');
    else if ('offer' in report) void answer(report.offer).catch(() => child.kill('SIGKILL'));
  });
  const answer = async (offer: string) => {
    const headers = { 'Content-Type': 'application/sdp' };
    const response = await fetch(url, { method: 'POST', headers, body: offer, signal: left });
    if (response.status !== 201) throw new Error(`${response.status}`);
    const text = await response.text();
    if (child.connected) child.send({ answer: text });
  };
  if (left.aborted) onLeft();
  await exited;
  left.removeEventListener('abort', onLeft);
}
