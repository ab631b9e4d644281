import { describePageTroubles } from '../support/page-troubles.js';

describePageTroubles({
  backgroundMs: 600_000,
  sleepMs: 60_000,
  networkOffMs: 30_000,
  transports: ['hls', 'fmp4', 'webrtc'],
});
