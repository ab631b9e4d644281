/** All checks of `doctor` in their order, one after the other: what one finds out the next ones use. */
import { readBoard } from '../board/board.js';
import { createConfiguredCapture, loadTimeoutMs } from '../captures/configured-capture.js';
import { systemClock } from '../clock/clock.js';
import type { AgentConfig } from '../config/agent-config.js';
import { parseConfig } from '../config/parse-config.js';
import { silentLogger } from '../log/logger.js';
import { placeOf } from '../log/redact.js';
import { configFile } from '../service/service-places.js';
import { tryBroker } from '../trial/try-broker.js';
import { tryCapture } from '../trial/try-capture.js';
import { checkBroker } from './check-broker.js';
import { checkConfig } from './check-config.js';
import { checkCredentials } from './check-credentials.js';
import { checkFilm } from './check-film.js';
import { checkOutput, sendDatagram } from './check-output.js';
import { checkService } from './check-service.js';
import type { Finding } from './finding.js';
import { machineChecks, run } from './machine-checks.js';

export type ExamineOptions = {
  /** From `--config`. */
  configFile: string | undefined;
  /** `film`: the camera may be switched on. */
  camera: 'film' | 'leave alone';
};

/** Yields each finding as soon as it is there. */
export async function* examine({ configFile: given, camera }: ExamineOptions): AsyncGenerator<Finding> {
  const checked = checkConfig({ given, usual: [configFile, 'agent.json'] });
  const board = readBoard();
  // Without a configuration the machine is looked at as if every setting had its default.
  const config = checked.config ?? parseConfig({ cameraId: 'unknown' });
  for (const check of machineChecks({ board, config })) yield await check();
  if (camera === 'film') {
    const { video, ffmpegPath } = config;
    const capture = createConfiguredCapture(config, { board, clock: systemClock, logger: silentLogger });
    const loadMs = loadTimeoutMs(config);
    yield checkFilm({
      tryCapture: () => tryCapture({ capture, video, ffmpegPath, clock: systemClock, loadMs }),
    });
  }
  const service = await checkService({ run });
  yield service.finding;
  yield checked.finding;
  if (checked.config === null) return;
  yield checkCredentials(config.mqtt);
  yield checkBroker({
    broker: placeOf(config.mqtt.url),
    runningAgent: service.says,
    tryBroker: () => tryBroker({ config, logger: silentLogger }),
  });
  yield checkOutput({ host: outputHost(config), send: sendDatagram });
}

/** Most often broker and gateway are one machine, or in one place. */
function outputHost({ output, mqtt }: AgentConfig): string {
  return new URL(output.url ?? mqtt.url).hostname;
}
