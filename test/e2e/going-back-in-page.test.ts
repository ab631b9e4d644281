import { describeGoingBack } from '../support/going-back.js';

describeGoingBack({ backSeconds: 10, watchedSeconds: 12 });
