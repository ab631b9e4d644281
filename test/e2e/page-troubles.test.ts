import { describePageTroubles } from '../support/page-troubles.js';

describePageTroubles({ backgroundMs: 3000, sleepMs: 7000, networkOffMs: 7000, transports: ['fmp4'] });
