import { describeCameraKills } from '../support/camera-kills.js';

describeCameraKills({ rounds: 20 });
