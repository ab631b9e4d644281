import { describeCameraKills } from '../support/camera-kills.js';

describeCameraKills({ rounds: 2, gatewayGoneMs: 1000 });
