/** Viewers, for Prometheus: their sessions, by which way they watch, how long they wait, what they are sent and refused. */
import { problemRules, type Transport, transports } from '@rpi-live-camera/protocol/http';
import { Counter, Histogram } from 'prom-client';
import { counterAtScrape, gaugeAtScrape, type MetricHome } from './metric-home.js';

export type OpenSession = {
  cameraId: string;
  /** The way in which it was last given media; undefined before that. */
  transport: Transport | undefined;
};

export type ViewerMetricsDeps = {
  cameraIds: readonly string[];
  /** Read at each scrape. */
  sessions(): Iterable<OpenSession>;
};

/** What viewers of a camera tell. */
export type ViewerMeter = {
  /** Whoever sends adds to it. */
  readonly sent: Record<Transport, number>;
  sessionOpened(): void;
  streamEnded(reason: string): void;
  sessionEnded(reason: string): void;
  /** @param start `cold`: the camera was not streaming when the viewer came */
  firstMedia(transport: Transport, start: 'cold' | 'joined', waitedMs: number): void;
  /** @param jitterMs how far the time between two parts was from the duration of the second */
  partReady(jitterMs: number): void;
};

/** There from the beginning, so that the first one is an increase. */
const streamEndReasons = ['nobody_watches', 'start_failed', 'clock_set', 'gateway_ends'];
const waitBuckets = [0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 20];
const jitterBuckets = [0.005, 0.01, 0.02, 0.035, 0.05, 0.1, 0.2, 0.5, 1, 2];
/** Sessions that have not been given media yet. */
const notYet = 'none';

/** @returns by camera, and what counts problems of whatever request */
export function registerViewers(
  home: MetricHome,
  { cameraIds, sessions }: ViewerMetricsDeps,
): { meters: ReadonlyMap<string, ViewerMeter>; problem(code: string): void } {
  const { registers, prefix } = home;
  const opened = new Counter({
    name: `${prefix}sessions_opened_total`,
    help: 'Sessions given to viewers',
    labelNames: ['camera'],
    registers,
  });
  const ended = new Counter({
    name: `${prefix}sessions_ended_total`,
    help: 'Sessions that ended, by reason',
    labelNames: ['camera', 'reason'],
    registers,
  });
  const streams = new Counter({
    name: `${prefix}streams_ended_total`,
    help: 'Streams that ended, by reason; start_failed means that nobody saw a picture',
    labelNames: ['camera', 'reason'],
    registers,
  });
  const waits = new Histogram({
    name: `${prefix}viewer_first_media_seconds`,
    help: 'Time from a viewer asking for a session to its first media, by transport and whether the camera had to be started',
    labelNames: ['transport', 'start'],
    buckets: waitBuckets,
    registers,
  });
  const jitter = new Histogram({
    name: `${prefix}part_jitter_seconds`,
    help: 'Difference between the time from one part of the stream to the next and the duration of that part',
    labelNames: ['camera'],
    buckets: jitterBuckets,
    registers,
  });
  const problems = new Counter({
    name: `${prefix}problems_total`,
    help: 'Requests that were refused or failed, by problem code',
    labelNames: ['code'],
    registers,
  });
  for (const code of Object.keys(problemRules)) problems.inc({ code }, 0);

  const meters = new Map(
    cameraIds.map((camera): [string, ViewerMeter] => {
      opened.inc({ camera }, 0);
      for (const reason of streamEndReasons) streams.inc({ camera, reason }, 0);
      return [
        camera,
        {
          sent: Object.fromEntries(transports.map((transport) => [transport, 0])) as ViewerMeter['sent'],
          streamEnded: (reason) => streams.inc({ camera, reason }),
          sessionOpened: () => opened.inc({ camera }),
          sessionEnded: (reason) => ended.inc({ camera, reason }),
          firstMedia: (transport, start, waitedMs) => waits.observe({ transport, start }, waitedMs / 1000),
          partReady: (jitterMs) => jitter.observe({ camera }, jitterMs / 1000),
        },
      ];
    }),
  );
  gaugeAtScrape(home, { name: 'sessions', help: 'Open viewer sessions' }, () => [
    [{}, [...sessions()].length],
  ]);
  gaugeAtScrape<'camera' | 'transport'>(
    home,
    {
      name: 'viewers',
      help: 'Open sessions by the transport that they were last given media by, none before that',
      labelNames: ['camera', 'transport'],
    },
    () => countByTransport(cameraIds, sessions()),
  );
  counterAtScrape<'camera' | 'transport'>(
    home,
    {
      name: 'sent_bytes_total',
      help: 'Media handed to viewers, by transport',
      labelNames: ['camera', 'transport'],
    },
    () =>
      [...meters].flatMap(([camera, { sent }]) =>
        transports.map((transport) => [{ camera, transport }, sent[transport]] as const),
      ),
  );
  return { meters, problem: (code) => problems.inc({ code }) };
}

function* countByTransport(cameraIds: readonly string[], sessions: Iterable<OpenSession>) {
  const counts = new Map<string, number>();
  const keyOf = (camera: string, transport: string) => `${camera} ${transport}`;
  for (const { cameraId, transport = notYet } of sessions) {
    const key = keyOf(cameraId, transport);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  for (const camera of cameraIds)
    for (const transport of [...transports, notYet])
      yield [{ camera, transport }, counts.get(keyOf(camera, transport)) ?? 0] as const;
}
