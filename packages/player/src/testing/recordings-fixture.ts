/** Puts a list of recordings into the page whose gateway and clock are the test's. */
import type { Recording } from '@rpi-live-camera/protocol';
import type { ProblemCode } from '@rpi-live-camera/protocol/http';
import { LiveCameraRecordings } from '../live-camera-recordings.js';
import { FakeClock } from './fake-clock.js';
import { problemResponse } from './fake-gateway.js';

const hourMs = 3_600_000;

/** A gateway's recordings at the level of `fetch`. */
export class FakeArchive {
  /** Newest first. */
  recordings: Recording[] = [];
  readonly requests: { method: string; path: string; token: string | null }[] = [];
  /** What requests of this kind are refused with: a method, or `poster`. */
  refusals = new Map<string, ProblemCode>();
  /** Posters that are being answered; each call lets one go. */
  heldPosters: (() => void)[] | null = null;
  /** The only token that is not refused; `null`: all are fine. */
  validToken: string | null = null;

  countOf(method: string, end: string | RegExp): number {
    return this.requests.filter(
      (one) =>
        one.method === method && (typeof end === 'string' ? one.path.endsWith(end) : end.test(one.path)),
    ).length;
  }

  fetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(String(input));
    const { method = 'GET' } = init;
    const path = url.pathname;
    const token = new Headers(init.headers).get('Authorization');
    this.requests.push({ method, path: path + url.search, token });
    if (this.validToken !== null && token !== `Bearer ${this.validToken}`)
      return problemResponse('unauthorized');
    const kind = path.endsWith('poster.jpg') ? 'poster' : method;
    const refusal = this.refusals.get(kind);
    if (refusal !== undefined) return problemResponse(refusal);
    if (kind === 'poster') return this.#poster();
    const [, id = '', action] = /\/recordings(?:\/([^/]+))?(?:\/(\w+))?$/.exec(path) ?? [];
    if (method === 'DELETE') this.recordings = this.recordings.filter((one) => one.id !== id);
    if (method === 'DELETE') return new Response(null, { status: 204 });
    if (action === 'playback') return Response.json({ mp4Url: `/recordings/grant/door/${id}.mp4` });
    if (id === 'stop') return this.#stop();
    if (method === 'POST') return this.#start();
    return this.#page(url.searchParams);
  };

  #page(query: URLSearchParams): Response {
    const before = query.get('before');
    const limit = Number(query.get('limit'));
    const rest = this.recordings.filter(({ id }) => before === null || id < before);
    const shown = rest.slice(0, limit);
    const next = rest.length > limit ? (shown.at(-1)?.id ?? null) : null;
    return Response.json({ recordings: shown, next });
  }

  async #poster(): Promise<Response> {
    const held = this.heldPosters;
    if (held !== null) await new Promise<void>((resolve) => held.push(resolve));
    return new Response(await drawnPoster());
  }

  #start(): Response {
    const [newest] = this.recordings;
    const startedAtMs = Date.parse(newest?.startedAt ?? '2026-11-20T11:00:00Z') + hourMs / 60;
    this.recordings.unshift(recordingAt(startedAtMs, { state: 'recording', endReason: null }));
    return Response.json(this.recordings[0], { status: 201 });
  }

  #stop(): Response {
    const [newest, ...older] = this.recordings;
    this.recordings = [{ ...newest!, state: 'finished', endReason: 'stopped' }, ...older];
    return Response.json(this.recordings[0]);
  }
}

/** Ids are in the order of their beginnings, as a gateway's are. */
export function recordingAt(startedAtMs: number, own: Partial<Recording> = {}): Recording {
  const startedAt = new Date(startedAtMs).toISOString();
  return {
    id: startedAt.replace(/\W/g, ''),
    cameraId: 'door',
    state: 'finished',
    startedAt,
    endedAt: new Date(startedAtMs + 725_000).toISOString(),
    durationMs: 725_000,
    byteLength: 181_250_000,
    codecs: 'avc1.42c01e',
    cutCount: 0,
    endReason: 'stopped',
    continuedIn: null,
    ...own,
  };
}

/** So many, the newest an hour ago, each an hour before the one before. */
export function recordingsUntil(nowMs: number, count: number): Recording[] {
  return Array.from({ length: count }, (_, index) => recordingAt(nowMs - (index + 1) * hourMs));
}

export class TestRecordings extends LiveCameraRecordings {
  clock = new FakeClock();
  archive = new FakeArchive();

  constructor() {
    super();
    this.environment = { fetch: (input, init) => this.archive.fetch(input, init), clock: this.clock };
  }
}
customElements.define('test-recordings', TestRecordings);

/** A list in the page that knows what the archive has. */
export async function mountRecordings(
  attributes: Record<string, string> = {},
  prepare: (list: TestRecordings) => void = () => {},
): Promise<TestRecordings> {
  const list = document.createElement('test-recordings') as TestRecordings;
  const given = { gateway: 'https://gateway.example', camera: 'door', ...attributes };
  for (const [name, value] of Object.entries(given)) list.setAttribute(name, value);
  prepare(list);
  document.body.append(list);
  await list.updateComplete;
  return list;
}

let poster: Promise<Blob> | undefined;

/** A small picture. */
function drawnPoster(): Promise<Blob> {
  poster ??= new Promise((resolve) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 90 });
    const context = canvas.getContext('2d')!;
    const sky = context.createLinearGradient(0, 0, 0, 90);
    sky.addColorStop(0, '#7db4d8');
    sky.addColorStop(1, '#3c6e47');
    context.fillStyle = sky;
    context.fillRect(0, 0, 160, 90);
    canvas.toBlob((blob) => resolve(blob!), 'image/jpeg');
  });
  return poster;
}
