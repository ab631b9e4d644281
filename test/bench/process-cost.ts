/** What a process costs: processor time and memory, as Linux counts them. */
import { readFileSync } from 'node:fs';

/** Jiffies a second; Linux has had 100 on every machine of interest. */
const ticksPerSecond = 100;
const pageBytes = 4096;

/** Begins to measure; the returned function tells the share of one core since then, and the memory now. */
export function measureProcess(pid: number): () => { coreShare: number; residentBytes: number } {
  const startedAtMs = performance.now();
  const startedTicks = processorTicks(pid);
  return () => {
    const seconds = (performance.now() - startedAtMs) / 1000;
    const coreShare = (processorTicks(pid) - startedTicks) / ticksPerSecond / seconds;
    const [, residentPages] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
    return { coreShare, residentBytes: Number(residentPages) * pageBytes };
  };
}

function processorTicks(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in brackets may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
