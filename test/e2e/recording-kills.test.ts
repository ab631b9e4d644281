import { describeRecordingKills } from '../support/recordings/kills-suite.js';

describeRecordingKills({ killCount: 5, seed: 10, maxRecordedMs: 4000 });
