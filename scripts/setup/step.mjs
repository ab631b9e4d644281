// One line of progress per step of the set-up: what is being done, and how many seconds it took.

/**
 * Runs `work` and shows it as one line. On a terminal the seconds count up; in a log the line is written once.
 * @param {string} title what is being installed
 * @param {() => Promise<void>} work
 */
export async function runStep(title, work) {
  const startedAtMs = performance.now();
  const seconds = () => ((performance.now() - startedAtMs) / 1000).toFixed(1);
  const out = process.stdout;
  const clock = out.isTTY
    ? setInterval(() => out.write(`\rinstalling ${title} … ${seconds()} s`), 200)
    : undefined;
  if (!out.isTTY) out.write(`installing ${title} … `);
  try {
    await work();
    out.write(out.isTTY ? `\rinstalled ${title} in ${seconds()} s  \n` : `done in ${seconds()} s\n`);
  } catch (error) {
    out.write(
      out.isTTY ? `\rinstalling ${title} failed after ${seconds()} s\n` : `failed after ${seconds()} s\n`,
    );
    throw error;
  } finally {
    clearInterval(clock);
  }
}
