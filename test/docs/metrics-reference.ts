/** Every metric of the gateway as a page, from the registry that serves them. */
import { createGatewayMetrics } from '../../packages/gateway/src/metrics/gateway-metrics.js';
import { code, head, page, table } from './markdown.js';

/** What prom-client keeps of a metric beside what its types show. */
type Described = {
  name: string;
  help: string;
  type?: string;
  labelNames: readonly string[];
  upperBounds?: readonly number[];
};

export function describeMetrics(): Described[] {
  const metrics = createGatewayMetrics({
    cameraIds: [],
    runEndReasons: [],
    cameras: () => [],
    sessions: () => [],
    recordings: () => ({ stored: { count: 0, byteLength: 0 }, recorders: [], timeShifts: [] }),
    link: { isUp: false, connectionCount: 0 },
    peerCount: () => 0,
    ffmpegs: {},
  });
  return metrics.registry.getMetricsAsArray() as unknown as Described[];
}

const typeOf = (metric: Described) => metric.constructor.name.toLowerCase();

export function metricsReference(): string {
  const rows = describeMetrics().sort((one, other) => (one.name < other.name ? -1 : 1));
  return page(
    head('Metrics', 'the registry that `GET /metrics` serves'),
    "Prometheus' text format. Labels are cameras of the configuration and words of closed lists: nothing that a client sends becomes one. What to watch of these is in [operations.md](../operations.md).",
    table(
      ['metric', 'type', 'labels', 'is'],
      rows.map((metric) => [
        code(metric.name),
        typeOf(metric),
        metric.labelNames
          .filter((label) => label !== 'le')
          .map(code)
          .join(', '),
        metric.help,
      ]),
    ),
  );
}
