// `npm start`: the demo, compiled before by `prestart`. Flags pass through: `npm start -- --port 8081`.
import { endWithNpm } from './end-with-npm.mjs';

endWithNpm(() => process.kill(process.pid, 'SIGTERM'));
await import('../demo/dist/main.js');
