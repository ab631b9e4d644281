import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { type MetricFamily, parseMetrics } from '../testing/parse-metrics.js';
import { createGatewayMetrics, type GatewayMetricsDeps } from './gateway-metrics.js';
import type { IngestCounts } from './run-metrics.js';
import type { OpenSession } from './viewer-metrics.js';

const nothing: IngestCounts = {
  videoAccessUnits: 0,
  keyframes: 0,
  continuityErrors: 0,
  damagedPackets: 0,
  damagedPesPackets: 0,
  droppedAccessUnits: 0,
  resyncs: 0,
};

function setUp(cameraIds: readonly string[] = ['door', 'shed'], given: Partial<GatewayMetricsDeps> = {}) {
  const sessions: OpenSession[] = [];
  const metrics = createGatewayMetrics({
    recordings: () => ({ stored: { count: 0, byteLength: 0 }, recorders: [], timeShifts: [] }),
    cameraIds,
    runEndReasons: ['bytes_stopped', 'camera_left'],
    cameras: () =>
      cameraIds.map((cameraId) => ({
        cameraId,
        state: 'streaming',
        viewerCount: 1,
        isLive: true,
        pictureViewerCount: 0,
        heldBytes: 1000,
        waiterCount: 2,
        status: undefined,
      })),
    sessions: () => sessions,
    link: { isUp: true, connectionCount: 3 },
    peerCount: () => 1,
    ffmpegs: { ingest: { count: 2 }, pictures: { count: 0 } },
    ...given,
  });
  const text = () => metrics.registry.metrics();
  const read = async () => parseMetrics(await text());
  /** The value of one sample; the family's name and the labels as they are written. */
  const sample = async (line: string): Promise<number | undefined> => {
    const found = (await text()).split('\n').find((one) => one.startsWith(`rpi_live_camera_${line} `));
    return found === undefined ? undefined : Number(found.split(' ').at(-1));
  };
  return { metrics, sessions, text, read, sample };
}

/** As busy as a camera can be, in every word that can become a label. */
function playAll({ metrics, sessions }: ReturnType<typeof setUp>, cameraIds: readonly string[]): void {
  for (const cameraId of cameraIds) {
    const meter = metrics.ofCamera(cameraId);
    meter.runStarted();
    meter.runStepped({ from: 'opening', to: 'waking', event: 'listening' });
    meter.runStepped({ from: 'waking', to: 'streaming', event: 'bytes_arrived' });
    meter.runStepped({ from: 'streaming', to: 'streaming', event: 'picture_arrived' });
    for (const event of ['bytes_stopped', 'ingest_ended', 'camera_refused', 'wake_due'])
      meter.runStepped({ from: 'streaming', to: 'pausing', event });
    meter.runFailed('camera_timeout');
    meter.received(100);
    meter.followIngest(() => nothing)();
    meter.sessionOpened();
    meter.sessionEnded('closed');
    meter.streamEnded('start_failed');
    meter.partReady(3);
    for (const transport of ['hls', 'fmp4', 'webrtc', 'mjpeg'] as const) {
      meter.firstMedia(transport, 'cold', 800);
      meter.firstMedia(transport, 'joined', 80);
      sessions.push({ cameraId, transport });
    }
  }
  metrics.problem('camera_offline');
}

const seriesIn = (families: MetricFamily[]) => families.flatMap(({ samples }) => samples).length;

describe('the metrics', () => {
  it('are what the format and the conventions ask for, idle and busy', async () => {
    const scene = setUp();
    await scene.read();
    scene.metrics.start();
    playAll(scene, ['door', 'shed']);
    const families = await scene.read();
    scene.metrics.close();
    assert.ok(families.length > 30, `${families.length} metrics`);
    for (const { name } of families) assert.match(name, /^(rpi_live_camera|process)_[a-z_]+$/);
  });

  it('are as many for a camera as for another, and no more for anything that a client sends', async () => {
    const perCamera = async (count: number) => {
      const ids = Array.from({ length: count }, (_, index) => `camera-${index}`);
      const scene = setUp(ids);
      playAll(scene, ids);
      playAll(scene, ids);
      return seriesIn(await scene.read());
    };
    const [one, two, ten] = await Promise.all([perCamera(1), perCamera(2), perCamera(10)]);
    assert.equal(ten! - one!, 9 * (two! - one!));
    assert.ok(two! - one! < 120, `${two! - one!} for each camera`);
    assert.ok(one! < 400, `${one} with one camera`);
  });

  it('tell the start of a camera from START to bytes and to a picture, once a run', async () => {
    const { metrics, sample } = setUp();
    const door = metrics.ofCamera('door');
    door.runStepped({ from: 'opening', to: 'waking', event: 'listening' });
    door.runStepped({ from: 'waking', to: 'waking', event: 'renewal_due' });
    door.runStepped({ from: 'waking', to: 'streaming', event: 'bytes_arrived' });
    door.runStepped({ from: 'streaming', to: 'streaming', event: 'picture_arrived' });
    door.runStepped({ from: 'streaming', to: 'streaming', event: 'picture_arrived' });
    for (const until of ['first_byte', 'first_picture'])
      assert.equal(await sample(`camera_start_seconds_count{camera="door",until="${until}"}`), 1);
  });

  it('count restarts by their reason, and the end that was wanted not at all', async () => {
    const { metrics, sample } = setUp();
    const door = metrics.ofCamera('door');
    door.runStepped({ from: 'streaming', to: 'idle', event: 'unwanted' });
    door.runEnded('bytes_stopped');
    const values = await Promise.all(
      ['bytes_stopped', 'camera_left'].map((reason) =>
        sample(`run_restarts_total{camera="door",reason="${reason}"}`),
      ),
    );
    assert.deepEqual(values, [1, 0]);
  });

  it('count what comes in of runs that go on and of those that ended, once', async () => {
    const { metrics, sample } = setUp();
    const door = metrics.ofCamera('door');
    const counts = { ...nothing, continuityErrors: 2, videoAccessUnits: 30 };
    const end = door.followIngest(() => counts);
    const losses = () => sample('ingest_losses_total{camera="door",kind="continuity"}');
    assert.equal(await losses(), 2);
    counts.continuityErrors = 5;
    end();
    end();
    assert.equal(await losses(), 5);
    door.followIngest(() => ({ ...nothing, continuityErrors: 1 }));
    assert.equal(await losses(), 6);
    assert.equal(await sample('ingest_pictures_total{camera="door"}'), 30);
  });

  it('tell viewers by transport, and what each was sent', async () => {
    const { metrics, sessions, sample } = setUp();
    sessions.push(
      { cameraId: 'door', transport: 'hls' },
      { cameraId: 'door', transport: 'hls' },
      { cameraId: 'door', transport: undefined },
    );
    metrics.ofCamera('door').sent.hls += 1500;
    assert.equal(await sample('sessions'), 3);
    assert.equal(await sample('viewers{camera="door",transport="hls"}'), 2);
    assert.equal(await sample('viewers{camera="door",transport="none"}'), 1);
    assert.equal(await sample('viewers{camera="shed",transport="hls"}'), 0);
    assert.equal(await sample('sent_bytes_total{camera="door",transport="hls"}'), 1500);
  });

  it('tell the state of a camera as one of all states', async () => {
    const { read } = setUp(['door']);
    const { samples } = (await read()).find(({ name }) => name === 'rpi_live_camera_camera_state')!;
    assert.deepEqual(
      samples.filter(({ value }) => value === 1).map(({ labels }) => labels.state),
      ['streaming'],
    );
    assert.equal(samples.length, 7);
  });

  it('measure the event loop while the gateway runs, and leave nothing behind', async () => {
    const { metrics, sample } = setUp();
    assert.equal(await sample('event_loop_delay_seconds{percentile="99"}'), undefined);
    metrics.start();
    metrics.start();
    const deadlineAtMs = performance.now() + 5000;
    let delay: number | undefined;
    while (delay === undefined && performance.now() < deadlineAtMs) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      delay = await sample('event_loop_delay_seconds{percentile="99"}');
    }
    assert.ok(delay !== undefined && delay >= 0 && delay < 5, `${delay} s`);
    metrics.close();
    metrics.close();
    assert.equal(await sample('event_loop_delay_seconds{percentile="99"}'), undefined);
  });

  const promtool = spawnSync('promtool', ['--version']).error ? 'promtool is not installed' : false;
  it('pass Prometheus’ own check', { skip: promtool }, async () => {
    const scene = setUp();
    playAll(scene, ['door', 'shed']);
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
      input: await scene.text(),
      encoding: 'utf8',
    });
    assert.equal(status, 0, stdout + stderr);
  });
});

describe('the reader of metrics', () => {
  for (const [what, text] of [
    ['a sample without a metric', 'x 1\n'],
    ['a type twice', '# HELP x h\n# TYPE x gauge\n# TYPE x gauge\n'],
    ['a sample twice', '# HELP x h\n# TYPE x gauge\nx{a="1"} 1\nx{a="1"} 2\n'],
    ['a counter without _total', '# HELP x h\n# TYPE x counter\nx 1\n'],
    ['milliseconds', '# HELP x_ms h\n# TYPE x_ms gauge\nx_ms 1\n'],
    ['no help', '# HELP x \n# TYPE x gauge\nx 1\n'],
    ['a quote in a label', '# HELP x h\n# TYPE x gauge\nx{a="b"c"} 1\n'],
    ['no end of the line', '# HELP x h\n# TYPE x gauge\nx 1'],
    [
      'falling buckets',
      '# HELP x h\n# TYPE x histogram\nx_bucket{le="1"} 2\nx_bucket{le="+Inf"} 1\nx_sum 1\nx_count 1\n',
    ],
    ['a histogram without a sum', '# HELP x h\n# TYPE x histogram\nx_bucket{le="+Inf"} 1\nx_count 1\n'],
    ['no number', '# HELP x h\n# TYPE x gauge\nx one\n'],
  ] as const) {
    it(`refuses ${what}`, () => assert.throws(() => parseMetrics(text)));
  }
});
