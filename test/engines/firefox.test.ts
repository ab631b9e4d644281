import { describeEngine } from '../support/engines/describe-engine.js';

describeEngine('firefox', { mountCount: 20, moveCount: 10 });
