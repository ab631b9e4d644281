/** Where metrics are registered and what their names begin with; one a gateway, so that two fit into one process. */
import { Counter, Gauge, type Registry } from 'prom-client';

export type MetricHome = {
  registers: Registry[];
  /** Begins the name of each metric. */
  prefix: string;
};

export type MetricText<Label extends string> = { name: string; help: string; labelNames?: readonly Label[] };

/** Values by their labels. */
export type Samples<Label extends string> = Iterable<
  readonly [Partial<Record<Label, string>>, number | undefined]
>;

/** A gauge that is read at each scrape; what has no value then is left out. */
export function gaugeAtScrape<Label extends string = never>(
  { registers, prefix }: MetricHome,
  { name, help, labelNames = [] }: MetricText<Label>,
  read: () => Samples<Label>,
): void {
  new Gauge<Label>({
    name: prefix + name,
    help,
    labelNames,
    registers,
    collect() {
      this.reset();
      for (const [labels, value] of read()) if (value !== undefined) this.set(labels, value);
    },
  });
}

/** A counter that somebody else counts; read at each scrape. */
export function counterAtScrape<Label extends string = never>(
  { registers, prefix }: MetricHome,
  { name, help, labelNames = [] }: MetricText<Label>,
  read: () => Samples<Label>,
): void {
  new Counter<Label>({
    name: prefix + name,
    help,
    labelNames,
    registers,
    collect() {
      this.reset();
      for (const [labels, value] of read()) if (value !== undefined) this.inc(labels, value);
    },
  });
}
