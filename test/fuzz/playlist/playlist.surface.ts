/** Surface 2: what viewers ask of a stream's files. Both ways to them answer alike, and as the protocol says. */
import { createFileListener, type FileListener } from '../../../packages/gateway/src/hls/file-listener.js';
import { createSessionFiles } from '../../../packages/gateway/src/hls/session-files.js';
import { createSharedHeaders } from '../../../packages/gateway/src/http/shared-headers.js';
import { createHlsRoutes } from '../../../packages/gateway/src/routes/hls.js';
import type { LiveStream } from '../../../packages/gateway/src/store/live-stream.js';
import { createFixtureApp } from '../../../packages/gateway/src/testing/app-fixture.js';
import {
  createFixtureRun,
  createFixtureStream,
} from '../../../packages/gateway/src/testing/live-stream-fixture.js';
import { createFuzzClock } from '../fuzz-clock.js';
import { must, type Surface } from '../surface.js';
import { type AnswerFacts, judgeAnswer } from './answer-judge.js';
import { type FileRequestInput, fileRequests, streamFrames } from './file-requests.js';
import { askApp, askListener, type DoorAnswer, type DoorRequest } from './two-doors.js';

type Stage = { stream: LiveStream; push(count: number): void };

/** Three target durations: a request may be blocked no longer (RFC 8216bis §6.2.5.2). */
const maxPushedFrames = 180;

export const playlistSurface: Surface<FileRequestInput> = {
  name: 'playlist',
  open() {
    // No time passes by itself: streams wait for the next input, and no camera falls silent.
    const clock = createFuzzClock();
    const stages = new Map(streamFrames.map((frames) => [frames, createStage(frames)]));
    let stage: Stage;
    const openGrant = (grant: string, cameraId: string) =>
      grant === 'secret' && cameraId === 'door'
        ? { stream: stage.stream, waitingCount: 0, touch: () => {} }
        : undefined;
    const answerFile = createSessionFiles({ openGrant });
    const app = createFixtureApp().route('/', createHlsRoutes({ answerFile }));
    const makeSharedHeaders = createSharedHeaders({ origins: ['*'], exposedHeaders: [] });
    const listener = createFileListener({ answerFile, makeSharedHeaders, reportFailure: () => {} });

    async function check(input: FileRequestInput): Promise<void> {
      stage = stages.get(input.frames)!;
      const request = requestOf(input, stage.stream);
      const before = stage.stream.window;
      const asked = ask(listener, request);
      await settle();
      const wasBlocked = !asked.isSettled();
      if (wasBlocked) {
        // What it waits for has to be worth waiting for: it comes in time.
        stages.set(input.frames, createStage(input.frames));
        for (let count = 0; count < maxPushedFrames && !asked.isSettled(); count += 3) {
          stage.push(3);
          await settle();
        }
        must(asked.isSettled(), () => `still blocked after ${maxPushedFrames} frames: ${request.path}`);
      }
      const [byApp, byListener] = await asked.answers;
      const facts: AnswerFacts = { request, input, stream: stage.stream, before, wasBlocked };
      judgeAnswer(byApp, facts);
      if (byListener) compare(byApp, byListener);
      if (wasBlocked) stage.stream.close();
      clock.forget();
    }

    function ask(door: FileListener, request: DoorRequest) {
      let isSettled = false;
      const answers = Promise.all([askApp(app, request), askListener(door, request)]).finally(() => {
        isSettled = true;
      });
      answers.catch(() => {});
      return { answers, isSettled: () => isSettled };
    }

    return { inputs: fileRequests, check };
  },
};

function createStage(frames: number): Stage {
  const stream = createFixtureStream();
  const run = createFixtureRun(stream, { frameCount: frames + maxPushedFrames });
  run.push(frames);
  return { stream, push: (count) => run.push(count) };
}

/** Promises, and the `finish` of a response, come to rest. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

function requestOf(
  { grant, cameraId, file, query, headers }: FileRequestInput,
  stream: LiveStream,
): DoorRequest {
  const { window } = stream;
  const names =
    window?.segments.flatMap((one) => [one.init.name, one.name, ...one.parts.map((part) => part.name)]) ?? [];
  const fileName =
    file.kind === 'named'
      ? file.name
      : file.kind === 'hinted'
        ? (window?.nextPartName ?? 'part0.m4s')
        : (names[file.nth % Math.max(1, names.length)] ?? 'seg0.m4s');
  const newest = window?.segments.at(-1);
  const queryText =
    typeof query === 'string'
      ? query
      : query
          ?.map(({ name, value }) => {
            if (typeof value === 'string') return `${name}=${value}`;
            const base = name === '_HLS_part' ? (newest?.parts.length ?? 0) - 1 : (newest?.sequence ?? 0);
            return `${name}=${base + value.relative}`;
          })
          .join('&');
  const path = `/live/${grant}/${cameraId}/${fileName}${queryText === undefined ? '' : `?${queryText}`}`;
  // On the wire there is nothing else than visible ASCII.
  return { path: path.replace(/[^\x21-\x7e]|#/gu, encodeURIComponent), headers };
}

/** Of the connection, and what is new in every answer. */
const ownHeaders = new Set([
  'x-request-id',
  'date',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
]);

function compare(byApp: DoorAnswer, byListener: DoorAnswer): void {
  must(
    byApp.status === byListener.status,
    () => `the app says ${byApp.status}, the listener ${byListener.status}`,
  );
  const plain = ({ body, status }: DoorAnswer): string =>
    status === 200 ? body.toString('latin1') : body.toString().replace(/"requestId":"[^"]*"/, '');
  must(plain(byApp) === plain(byListener), () => 'app and listener answer with other bytes');
  const shown = ({ headers }: DoorAnswer): string =>
    [...headers]
      .filter(([name]) => !ownHeaders.has(name))
      .map((pair) => pair.join(': '))
      .sort()
      .join('\n');
  must(
    shown(byApp) === shown(byListener),
    () => `headers differ:\n${shown(byApp)}\nand\n${shown(byListener)}`,
  );
}
