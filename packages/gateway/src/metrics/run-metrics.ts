/** The runs of cameras, for Prometheus: how long they take to start, why they end, what comes in and what is lost of it. */
import { Counter, Histogram } from 'prom-client';
import { counterAtScrape, type MetricHome } from './metric-home.js';

/** A step of a camera's run machine. */
export type RunStepReport = {
  /** Names of the states before and after it, which may be the same. */
  from: string;
  to: string;
  /** The event that led to it. */
  event: string;
};

/** What has come in of one run so far; all of it only grows. */
export type IngestCounts = {
  videoAccessUnits: number;
  keyframes: number;
  continuityErrors: number;
  damagedPackets: number;
  damagedPesPackets: number;
  droppedAccessUnits: number;
  resyncs: number;
};

/** What a camera's runs tell. */
export type RunMeter = {
  runStarted(): void;
  runStepped(step: RunStepReport): void;
  runFailed(code: string): void;
  received(byteCount: number): void;
  /**
   * Counts what comes in of one run.
   *
   * @param read asked at each scrape and once more at the end
   * @returns to be called at the end of the run
   */
  followIngest(read: () => IngestCounts): () => void;
};

/** By the event that ends a run which nobody wanted to end. */
const restartReasons: Readonly<Record<string, string>> = {
  bytes_stopped: 'silent',
  ingest_ended: 'ingest_ended',
  camera_refused: 'camera_refused',
  wake_due: 'no_answer',
};
const startBuckets = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 7.5, 10, 20];
const losses = [
  ['continuity', 'continuityErrors'],
  ['damaged_packet', 'damagedPackets'],
  ['damaged_unit', 'damagedPesPackets'],
  ['dropped_picture', 'droppedAccessUnits'],
  ['resync', 'resyncs'],
] as const satisfies readonly (readonly [string, keyof IngestCounts])[];

/** @param cameraIds the configured ones; no other becomes a label */
export function registerRuns(home: MetricHome, cameraIds: readonly string[]): ReadonlyMap<string, RunMeter> {
  const { registers, prefix } = home;
  const runs = new Counter({
    name: `${prefix}runs_total`,
    help: 'Runs begun, restarts included',
    labelNames: ['camera'],
    registers,
  });
  const restarts = new Counter({
    name: `${prefix}run_restarts_total`,
    help: 'Runs that ended although somebody watched, by reason; another one follows',
    labelNames: ['camera', 'reason'],
    registers,
  });
  const failures = new Counter({
    name: `${prefix}run_failures_total`,
    help: 'Runs that failed to start, by problem code',
    labelNames: ['camera', 'code'],
    registers,
  });
  const starts = new Histogram({
    name: `${prefix}camera_start_seconds`,
    help: 'Time from START to the first bytes of a camera, and to its first picture that a player can begin at',
    labelNames: ['camera', 'until'],
    buckets: startBuckets,
    registers,
  });
  const ingests = new Map(cameraIds.map((camera) => [camera, createIngestCount()]));
  const readEach = (read: (count: IngestCount) => number) =>
    [...ingests].map(([camera, count]) => [{ camera }, read(count)] as const);
  const labelNames = ['camera'] as const;
  counterAtScrape(home, { name: 'ingest_bytes_total', help: 'MPEG-TS bytes received', labelNames }, () =>
    readEach(({ bytes }) => bytes),
  );
  counterAtScrape(home, { name: 'ingest_pictures_total', help: 'Pictures received', labelNames }, () =>
    readEach(({ sum }) => sum('videoAccessUnits')),
  );
  counterAtScrape(home, { name: 'ingest_keyframes_total', help: 'Keyframes received', labelNames }, () =>
    readEach(({ sum }) => sum('keyframes')),
  );
  counterAtScrape<'camera' | 'kind'>(
    home,
    {
      name: 'ingest_losses_total',
      help: 'What is missing or damaged of what was received, by kind: holes in the counting of packets, damaged packets, damaged units, pictures dropped for what they lack, losses of the packet grid',
      labelNames: ['camera', 'kind'],
    },
    () =>
      losses.flatMap(([kind, name]) =>
        readEach(({ sum }) => sum(name)).map(([labels, value]) => [{ ...labels, kind }, value] as const),
      ),
  );

  return new Map(
    cameraIds.map((camera) => {
      runs.inc({ camera }, 0);
      for (const reason of Object.values(restartReasons)) restarts.inc({ camera, reason }, 0);
      const ingest = ingests.get(camera)!;
      let startedAtMs: number | undefined;
      const arrived = (until: string): void => {
        if (startedAtMs !== undefined)
          starts.observe({ camera, until }, (performance.now() - startedAtMs) / 1000);
      };
      const meter: RunMeter = {
        runStarted: () => runs.inc({ camera }),
        runStepped({ from, to, event }) {
          if (to === 'waking' && from !== to) startedAtMs = performance.now();
          else if (event === 'bytes_arrived' && from !== to) arrived('first_byte');
          else if (event === 'picture_arrived' && startedAtMs !== undefined) {
            arrived('first_picture');
            startedAtMs = undefined;
          }
          const reason = to === 'pausing' && from !== to ? restartReasons[event] : undefined;
          if (reason !== undefined) restarts.inc({ camera, reason });
        },
        runFailed: (code) => failures.inc({ camera, code }),
        received(byteCount) {
          ingest.bytes += byteCount;
        },
        followIngest: ingest.follow,
      };
      return [camera, meter];
    }),
  );
}

type IngestCount = ReturnType<typeof createIngestCount>;

/** What has come in of all runs of a camera: those that ended, and those still followed. */
function createIngestCount() {
  const followed = new Set<() => IngestCounts>();
  const past = new Map<keyof IngestCounts, number>();
  return {
    bytes: 0,
    follow(read: () => IngestCounts): () => void {
      followed.add(read);
      return () => {
        if (!followed.delete(read)) return;
        for (const [name, value] of Object.entries(read()) as [keyof IngestCounts, number][])
          past.set(name, (past.get(name) ?? 0) + value);
      };
    },
    sum(name: keyof IngestCounts): number {
      let total = past.get(name) ?? 0;
      for (const read of followed) total += read()[name];
      return total;
    },
  };
}
