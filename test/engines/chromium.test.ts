import { describeEngine } from '../support/engines/describe-engine.js';

describeEngine('chromium', { mountCount: 20, moveCount: 10 });
