import { describeHour } from '../support/recordings/hour-suite.js';

describeHour({ size: '640x480', framesPerSecond: 30, bitsPerSecond: 2_000_000 });
