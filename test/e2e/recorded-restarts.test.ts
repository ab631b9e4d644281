import { describeRecordedRestarts } from '../support/recordings/restarts-suite.js';

describeRecordedRestarts({ runSeconds: 5, restartCount: 3, playbackRate: 4, maxDateErrorMs: 1000 });
