/** The program from its sources, for tests that need a process of its own. */
import { main } from '../cli.js';

process.exitCode = await main(process.argv.slice(2));
