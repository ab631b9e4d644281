/** A WebRTC viewer that counts the packets it gets, for the tests of WHEP. */
import { fork } from 'node:child_process';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { within } from './deadline.js';
import type { ViewerReport } from './whep-viewer-program.js';

const programPath = fileURLToPath(new URL('whep-viewer-program.ts', import.meta.url));

export interface WhepViewer {
  readonly offer: string;
  /** RTP time stamps, one a packet. */
  readonly timestamps: readonly number[];
  readonly states: readonly string[];
  take(answer: string): void;
  /** Tells of a lost picture. */
  askForKeyframe(): void;
  /** Resolves when the condition holds. */
  until(condition: () => boolean, what: string): Promise<void>;
}

export async function startWhepViewer(t: TestContext): Promise<WhepViewer> {
  const child = fork(programPath);
  t.after(() => child.kill('SIGKILL'));
  const timestamps: number[] = [];
  const states: string[] = [];
  let offer = '';
  const reports = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await delay(10);
  };
  child.on('message', (report: ViewerReport) => {
    if ('offer' in report) offer = report.offer;
    else if ('state' in report) states.push(report.state);
    else timestamps.push(report.timestamp);
  });
  await within(
    reports(() => offer !== ''),
    'the offer',
    10_000,
  );
  return {
    offer,
    timestamps,
    states,
    take: (answer) => child.send({ answer }),
    askForKeyframe: () => child.send('ask'),
    until: (condition, what) => within(reports(condition), what, 10_000),
  };
}
