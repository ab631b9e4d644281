import { describeEngine } from '../support/engines/describe-engine.js';

describeEngine('chromium', { mountCount: 100, moveCount: 50 });
