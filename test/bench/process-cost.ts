/** What a process costs, alone and with those that it has started: processor time and memory, as Linux counts them. */
import { readFileSync } from 'node:fs';
import { descendantsOf } from '../support/processes.js';

export type ProcessCost = {
  /** Of one core, 0–1 and above. */
  coreShare: number;
  residentBytes: number;
  /** The same with its children, such as ffmpegs. */
  treeCoreShare: number;
  treeResidentBytes: number;
};

/** Jiffies a second; Linux has had 100 on every machine of interest. */
const ticksPerSecond = 100;
const pageBytes = 4096;

/** Begins to measure; the returned function tells the share of one core since then, and the memory now. */
export async function measureProcess(pid: number): Promise<() => ProcessCost> {
  const children = (await descendantsOf(pid)).map((child) => child.pid);
  const startedAtMs = performance.now();
  const startTicks = new Map([pid, ...children].map((one) => [one, processorTicks(one)]));
  return () => {
    const seconds = (performance.now() - startedAtMs) / 1000;
    const costs = [...startTicks].map(([one, ticks]) => ({
      coreShare: (Math.max(ticks, processorTicks(one)) - ticks) / ticksPerSecond / seconds,
      residentBytes: residentBytesOf(one),
    }));
    const [own = { coreShare: Number.NaN, residentBytes: Number.NaN }] = costs;
    return {
      ...own,
      treeCoreShare: costs.reduce((sum, { coreShare }) => sum + coreShare, 0),
      treeResidentBytes: costs.reduce((sum, { residentBytes }) => sum + residentBytes, 0),
    };
  };
}

/** User and system time (man 5 proc_pid_stat: fields 14 and 15); 0 when it has ended. */
function processorTicks(pid: number): number {
  const stat = readProc(pid, 'stat');
  // The name in brackets may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}

function residentBytesOf(pid: number): number {
  return Number(readProc(pid, 'statm').split(' ')[1] ?? 0) * pageBytes;
}

function readProc(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch {
    return '';
  }
}
