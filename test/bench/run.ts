/**
 * Entry of `npm run bench`: runs every benchmark, or the one named, with its own options: `npm run bench -- ingest`,
 * `npm run bench -- delay --transport fmp4`. They run in a process in a group of its own, so that Ctrl-C reaches this one
 * alone and what was started ends in order.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('./bench-process.ts', import.meta.url));
const child = fork(program, process.argv.slice(2), { detached: true });

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    if (child.connected) child.disconnect();
  });
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
