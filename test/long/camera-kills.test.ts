import { describeCameraKills } from '../support/camera-kills.js';

describeCameraKills({ rounds: 20, gatewayGoneMs: 60_000 });
