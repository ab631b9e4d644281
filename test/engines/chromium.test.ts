import { describeEngine } from '../support/engines/describe-engine.js';

describeEngine('chromium');
