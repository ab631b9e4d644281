/** Unwraps the 33-bit timestamps of one program (ISO 13818-1 §2.4.3.6). Shared by picture and sound, so that both stay on one line across the wrap after 26.5 hours. */

const wrapTicks = 2 ** 33;

/**
 * A function that turns 33-bit ticks into ticks that do not wrap: the value nearest to the one before. The first one
 * stays as it is; what lies shortly before it may come out negative.
 */
export function createClockUnwrapper(): (wrappedTicks: number) => number {
  let lastTicks: number | undefined;

  return (wrappedTicks) => {
    lastTicks ??= wrappedTicks;
    const aheadTicks = modulo(wrappedTicks - lastTicks + wrapTicks / 2, wrapTicks) - wrapTicks / 2;
    lastTicks += aheadTicks;
    return lastTicks;
  };
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
