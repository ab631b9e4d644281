/**
 * Entry of `npm run bench`: runs every benchmark, or the one named, with its own options: `npm run bench -- ingest`,
 * `npm run bench -- delay --transport fmp4`.
 */
import { describeMachine } from './machine.js';

export type Bench = (args: string[]) => Promise<void>;

const benches: Record<string, () => Promise<{ run: Bench }>> = {
  ingest: () => import('./ingest.bench.js'),
  'first-part': () => import('./first-part.bench.js'),
  delay: () => import('./delay.bench.js'),
};

const [wanted, ...args] = process.argv.slice(2);
if (wanted !== undefined && !(wanted in benches)) {
  console.error(`no such benchmark: ${wanted}; there are: ${Object.keys(benches).join(', ')}`);
  process.exit(1);
}

console.log(await describeMachine());
for (const [name, load] of Object.entries(benches)) {
  if (wanted !== undefined && wanted !== name) continue;
  const { run } = await load();
  await run(args);
}
