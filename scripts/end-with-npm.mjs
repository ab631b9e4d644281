// npm runs a script as `sh -c "node …"`. Ctrl-C reaches all three, but a signal to npm alone does not: npm goes, and the
// script stays. So a script that lives long watches those who started it. Called by `start.mjs` and `dev.mjs`.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A look costs a file read on Linux and a process elsewhere. */
const looksEveryMs = process.platform === 'linux' ? 250 : 1000;

/** The parent of a process and its command line; undefined when it is gone or cannot be seen (Windows). */
function look(pid) {
  try {
    if (process.platform === 'linux') {
      // proc(5): "pid (name) state ppid …", where the name may hold spaces and brackets.
      const [state, parentPid] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
      if (state === 'Z') return undefined;
      return {
        parentPid: Number(parentPid),
        command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '),
      };
    }
    const line = execFileSync('ps', ['-o', 'ppid=,args=', '-p', String(pid)], { encoding: 'utf8' });
    const [, parentPid, command] = /^\s*(\d+)\s+(.*)/.exec(line);
    return { parentPid: Number(parentPid), command };
  } catch {
    return undefined;
  }
}

/**
 * Calls `end` once, as soon as the npm that started this process is gone, however it went. Does nothing when npm did
 * not start it. Keeps no process alive.
 * @param {() => void} end
 */
export function endWithNpm(end) {
  if (!process.env.npm_lifecycle_event) return;
  const parentPid = process.ppid;
  const parent = look(parentPid);
  // Some shells replace themselves with their last command; then npm is the parent, and who started npm is no concern.
  const isShell = /^(\S*\/)?(ba|da|z|k)?sh -c /.test(parent?.command ?? '');
  const npmIsGone = () =>
    process.ppid !== parentPid || (isShell && look(parentPid)?.parentPid !== parent.parentPid);
  const timer = setInterval(() => {
    if (!npmIsGone()) return;
    clearInterval(timer);
    end();
  }, looksEveryMs);
  timer.unref();
}
