/**
 * The gateway's own process, for Prometheus, by the names that its client libraries agree on: processor time, memory, open
 * files, and how long the event loop keeps others waiting.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { counterAtScrape, gaugeAtScrape, type MetricHome } from './metric-home.js';

export type ProcessWatch = {
  /** Begins to measure the event loop, which costs a timer of its own. Idempotent. */
  start(): void;
  close(): void;
};

/** A timer this often, whose lateness is the delay. */
const resolutionMs = 20;
const percentiles = [50, 99, 100] as const;

export function registerProcess(home: MetricHome): ProcessWatch {
  const plain = { ...home, prefix: '' };
  let eventLoop: IntervalHistogram | undefined;
  let startedAtMs = performance.now();

  counterAtScrape(
    plain,
    { name: 'process_cpu_seconds_total', help: 'Processor time used by the gateway, without its ffmpegs' },
    () => {
      const { user, system } = process.cpuUsage();
      return [[{}, (user + system) / 1e6]];
    },
  );
  for (const [name, help, read] of [
    [
      'process_resident_memory_bytes',
      'Memory of the gateway that is held in RAM',
      () => process.memoryUsage.rss(),
    ],
    [
      'process_heap_bytes',
      'Part of the heap of JavaScript that is in use',
      () => process.memoryUsage().heapUsed,
    ],
    [
      'process_external_memory_bytes',
      'Memory of buffers outside the heap, media among it',
      () => process.memoryUsage().external,
    ],
    [
      'process_start_time_seconds',
      'When the process began, since the epoch',
      () => performance.timeOrigin / 1000,
    ],
    ['process_open_fds', 'Open files and sockets; Linux only', countOpenFiles],
    ['process_max_fds', 'How many files and sockets may be open; Linux only', readFileLimit],
    [
      'process_active_resources',
      'What keeps the process alive: sockets, timers, child processes',
      () => process.getActiveResourcesInfo().length,
    ],
  ] as const) {
    gaugeAtScrape(plain, { name, help }, () => [[{}, read()]]);
  }
  gaugeAtScrape(
    home,
    {
      name: 'event_loop_delay_seconds',
      help: 'How much later than asked a timer fired since the scrape before, by percentile',
      labelNames: ['percentile'],
    },
    () => {
      if (!eventLoop || eventLoop.count === 0) return [];
      const watched = eventLoop;
      const values = percentiles.map((percentile) => {
        const lateMs = watched.percentile(percentile) / 1e6 - resolutionMs;
        return [{ percentile: String(percentile) }, Math.max(0, lateMs) / 1000] as const;
      });
      eventLoop.reset();
      return values;
    },
  );
  counterAtScrape(
    home,
    {
      name: 'event_loop_active_seconds_total',
      help: 'Time in which the event loop did not wait for anything',
    },
    () => [[{}, performance.eventLoopUtilization().active / 1000]],
  );
  gaugeAtScrape(home, { name: 'uptime_seconds', help: 'Time since the gateway was started' }, () => [
    [{}, (performance.now() - startedAtMs) / 1000],
  ]);

  return {
    start() {
      if (eventLoop) return;
      startedAtMs = performance.now();
      eventLoop = monitorEventLoopDelay({ resolution: resolutionMs });
      eventLoop.enable();
    },
    close() {
      eventLoop?.disable();
      eventLoop = undefined;
    },
  };
}

function countOpenFiles(): number | undefined {
  try {
    // The directory itself is open while it is read.
    return readdirSync('/proc/self/fd').length - 1;
  } catch {
    return undefined;
  }
}

/** The soft limit, which is the one in force. */
function readFileLimit(): number | undefined {
  try {
    const limit = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return limit === undefined ? undefined : Number(limit);
  } catch {
    return undefined;
  }
}
