import { describeRecordingKills } from '../support/recordings/kills-suite.js';

describeRecordingKills({ killCount: 20, seed: 11, maxRecordedMs: 12_000 });
