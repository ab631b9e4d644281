/** The machine as the steps of an installation see it: its files, its programs, who runs this. Tests give another root. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runTool, type ToolAnswer } from '../process/run-tool.js';

export type Host = {
  /** Where absolute paths begin. */
  rootDirectory: string;
  /** Runs a program to its end, for a minute at most. Never rejects. */
  run(command: string, ...args: string[]): Promise<ToolAnswer>;
  /** 0 for root. */
  userId: number;
};

/** Time for `systemctl restart`, which waits until the agent says that it is ready. */
const commandTimeoutMs = 60_000;

export function thisHost(): Host {
  return {
    rootDirectory: '/',
    run: (command, ...args) => runTool({ command, args, timeoutMs: commandTimeoutMs }),
    userId: process.getuid?.() ?? 0,
  };
}

/** Whether systemd runs this machine, as sd_booted(3) finds out. */
export function hasSystemd({ rootDirectory }: Host): boolean {
  return existsSync(join(rootDirectory, 'run/systemd/system'));
}

/** @returns null, or why the command failed */
export async function runOrExplain(host: Host, command: string, ...args: string[]): Promise<string | null> {
  const { outcome, exitCode, stderr, stdout } = await host.run(command, ...args);
  const line = [command, ...args].join(' ');
  if (outcome === 'missing') return `There is no ${command} on this machine. Install it.`;
  if (outcome === 'late') return `"${line}" did not end in time.`;
  if (exitCode === 0) return null;
  const said = (stderr.trim() || stdout.trim()).split('\n').slice(-3).join(' | ');
  return `"${line}" ended with code ${exitCode}: ${said}`;
}
