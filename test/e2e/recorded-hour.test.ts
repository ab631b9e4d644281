import { describeHour } from '../support/recordings/hour-suite.js';

describeHour({ size: '160x120', framesPerSecond: 15 });
