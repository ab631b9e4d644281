/** Whether a figure grows: a straight line through samples by least squares, with how sure its slope is. Pure; used by the soak. */

export type Sample = { atMs: number; value: number };

export type Trend = {
  /** In units of the value an hour. */
  slopePerHour: number;
  /** Half the width of the 95 % interval around the slope. */
  marginPerHour: number;
  verdict: 'flat' | 'grows' | 'shrinks';
};

const hourMs = 3_600_000;
/** Two-sided 95 %, of the normal distribution: there are dozens of samples. */
const z = 1.96;
/** Less than this many independent samples prove nothing. */
const minSampleCount = 8;

/**
 * Samples that follow on each other are alike (a stream that runs now still runs five seconds later), so they count for
 * fewer: the spread of the slope is widened by the correlation of neighbouring residuals, as for an AR(1) process.
 *
 * @throws RangeError with too few samples
 */
export function findTrend(samples: readonly Sample[]): Trend {
  const count = samples.length;
  if (count < minSampleCount) throw new RangeError(`${count} samples are too few for a trend`);
  const meanAt = mean(samples.map(({ atMs }) => atMs));
  const meanValue = mean(samples.map(({ value }) => value));
  const spread = sum(samples.map(({ atMs }) => (atMs - meanAt) ** 2));
  const slope = sum(samples.map(({ atMs, value }) => (atMs - meanAt) * (value - meanValue))) / spread;
  const residuals = samples.map(({ atMs, value }) => value - meanValue - slope * (atMs - meanAt));
  const squares = sum(residuals.map((residual) => residual ** 2));
  const neighbours = sum(residuals.slice(1).map((residual, index) => residual * residuals[index]!));
  const correlation = squares === 0 ? 0 : Math.min(0.95, Math.max(0, neighbours / squares));
  const standardError = Math.sqrt(squares / (count - 2) / spread);
  const margin = z * standardError * Math.sqrt((1 + correlation) / (1 - correlation));
  const verdict = slope > margin ? 'grows' : slope < -margin ? 'shrinks' : 'flat';
  return { slopePerHour: slope * hourMs, marginPerHour: margin * hourMs, verdict };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
