import { describeGoingBack } from '../support/going-back.js';

describeGoingBack({ backSeconds: 600, watchedSeconds: 620 });
