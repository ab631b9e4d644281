import { describeEngine } from '../support/engines/describe-engine.js';

describeEngine('firefox', { mountCount: 100, moveCount: 50 });
