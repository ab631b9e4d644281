import { describeEngine } from '../support/engines/describe-engine.js';

describeEngine('webkit', { mountCount: 100, moveCount: 50 });
