/** Numbers, times and shares as one language writes them, by the browser's own `Intl`. Made by `Translation`. */

export type Quantities = {
  /** The BCP 47 tag whose rules are followed. */
  locale: string;
  /** A time in its largest whole unit: `12 sec`, `5 min`. */
  duration: (seconds: number) => string;
  /** A short time: `1.4 sec`. @param fractionDigits default 1 */
  seconds: (seconds: number, fractionDigits?: number) => string;
  /** How long ago, in its largest whole unit: `12 sec. ago`. */
  ago: (seconds: number) => string;
  /** A share from 0 to 1: `35%`. */
  percent: (share: number) => string;
  /** With separators, and no more than two decimals: `12,345`. */
  number: (value: number) => string;
};

const units = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3600 },
  { unit: 'minute', seconds: 60 },
] as const;

function inLargestUnit(seconds: number): { unit: 'day' | 'hour' | 'minute' | 'second'; count: number } {
  const fitting = units.find((unit) => seconds >= unit.seconds) ?? { unit: 'second', seconds: 1 };
  return { unit: fitting.unit, count: Math.floor(seconds / fitting.seconds) };
}

/** @param locale a well-formed BCP 47 tag */
export function createQuantities(locale: string): Quantities {
  const inUnit = (value: number, unit: string, fractionDigits: number) =>
    value.toLocaleString(locale, {
      style: 'unit',
      unit,
      unitDisplay: 'short',
      minimumFractionDigits: fractionDigits,
      maximumFractionDigits: fractionDigits,
    });
  return {
    locale,
    duration: (seconds) => {
      const { unit, count } = inLargestUnit(seconds);
      return inUnit(count, unit, 0);
    },
    seconds: (seconds, fractionDigits = 1) => inUnit(seconds, 'second', fractionDigits),
    ago: (seconds) => {
      const { unit, count } = inLargestUnit(seconds);
      return new Intl.RelativeTimeFormat(locale, { style: 'short' }).format(-count, unit);
    },
    percent: (share) => share.toLocaleString(locale, { style: 'percent' }),
    number: (value) => value.toLocaleString(locale, { maximumFractionDigits: 2 }),
  };
}
