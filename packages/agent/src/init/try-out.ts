/** The part of `init` that tries camera and broker with the configuration just written. */
import type { Board } from '../board/board.js';
import { createConfiguredCapture, loadTimeoutMs } from '../captures/configured-capture.js';
import { systemClock } from '../clock/clock.js';
import type { AgentConfig } from '../config/agent-config.js';
import { checkBroker } from '../doctor/check-broker.js';
import { checkFilm } from '../doctor/check-film.js';
import { type Finding, formatFinding } from '../doctor/finding.js';
import { silentLogger } from '../log/logger.js';
import { placeOf } from '../log/redact.js';
import type { Step } from '../service/step.js';
import { runSteps } from '../service/step.js';
import { tryBroker } from '../trial/try-broker.js';
import { tryCapture } from '../trial/try-capture.js';

export type TryOutOptions = {
  config: AgentConfig;
  board: Board;
  mode: 'do' | 'say only';
  say(line: string): void;
};

/** @returns what is not as it should be; neither keeps `init` from going on, since both may be mended later */
export async function tryOut({ config, board, mode, say }: TryOutOptions): Promise<string[]> {
  const { video, ffmpegPath } = config;
  const capture = createConfiguredCapture(config, { board, clock: systemClock, logger: silentLogger });
  const broker = placeOf(config.mqtt.url);
  const loadMs = loadTimeoutMs(config);
  const patience = loadMs > 0 ? '. The camera loads its network first, for minutes if it is new to it' : '';
  const problems: string[] = [];
  const step = (says: string, check: () => Promise<Finding>): Step => ({
    says,
    run: async () => {
      const finding = await check();
      say(`  ${formatFinding(finding)}`);
      if (finding.outcome === 'problem') problems.push(finding.message);
      return null;
    },
  });
  await runSteps(
    [
      step(`Film for 3 s (capture "${config.capture.type}"); nothing leaves this machine${patience}`, () =>
        checkFilm({
          tryCapture: () => tryCapture({ capture, video, ffmpegPath, clock: systemClock, loadMs }),
        }),
      ),
      step(`Go to the broker ${broker} and tell it that this camera is off`, () =>
        checkBroker({
          broker,
          runningAgent: null,
          tryBroker: () => tryBroker({ config, logger: silentLogger }),
        }),
      ),
    ],
    { mode, say },
  );
  return problems;
}
