/** Entry of `npm run bench`: runs every benchmark, or those named: `npm run bench -- ingest`. */
import { describeMachine } from './machine.js';

export type Bench = () => Promise<void>;

const benches: Record<string, () => Promise<{ run: Bench }>> = {
  ingest: () => import('./ingest.bench.js'),
  'first-part': () => import('./first-part.bench.js'),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`no such benchmark: ${unknown.join(', ')}; there are: ${Object.keys(benches).join(', ')}`);
  process.exit(1);
}

console.log(await describeMachine());
for (const [name, load] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const { run } = await load();
  await run();
}
