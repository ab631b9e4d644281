import { describeEngine } from '../support/engines/describe-engine.js';

describeEngine('webkit', { mountCount: 20, moveCount: 10 });
