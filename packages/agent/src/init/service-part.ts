/** The part of `init` that has to do with systemd: what stands in the way, and then the steps of the installation. */
import type { AgentConfig } from '../config/agent-config.js';
import { isNodeRecent } from '../doctor/check-node.js';
import { checkService } from '../doctor/check-service.js';
import { type Host, hasSystemd, runOrExplain } from '../service/host.js';
import { chooseNode, installSteps } from '../service/install-steps.js';
import { isHiddenFromService, serviceName } from '../service/service-places.js';
import type { Step } from '../service/step.js';
import { filesOf, findServiceObstacles } from './service-obstacles.js';

export type ServicePlan = {
  /** What stands in the way, as sentences with their mends; then there are no steps. */
  obstacles: string[];
  /** Before camera and broker are tried. */
  before: Step[];
  after: Step[];
};

export type PlanServiceOptions = { host: Host; config: AgentConfig; configPath: string };

/** Changes nothing yet. */
export async function planService({ host, config, configPath }: PlanServiceOptions): Promise<ServicePlan> {
  const obstacles = findServiceObstacles(config, configPath);
  if (!hasSystemd(host)) {
    obstacles.push(
      `systemd does not run here, so there is no service. Have your own init system run: rpi-live-camera-agent run --config ${configPath}`,
    );
  }
  const nodePath = await chooseNode(
    host,
    [process.execPath, '/usr/bin/node', '/usr/local/bin/node'],
    (path, version) => !isHiddenFromService(path) && isNodeRecent(version),
  );
  if (nodePath === null) {
    obstacles.push(
      `Node.js lies at ${process.execPath}, which a service does not see. Install it for all: sudo apt install nodejs`,
    );
  }
  if (obstacles.length > 0 || nodePath === null) return { obstacles, before: [], after: [] };
  const readableFiles = filesOf(config).map(({ path }) => path);
  const after = installSteps(host, { configPath, nodePath, readableFiles });
  return { obstacles, before: await stopSteps(host), after };
}

/** A service that runs holds the camera, and is known to the broker by the same id. */
async function stopSteps(host: Host): Promise<Step[]> {
  const { says } = await checkService({ run: host.run });
  if (says === null) return [];
  return [
    {
      says: `Stop ${serviceName}, which runs, for as long as this takes`,
      run: () => runOrExplain(host, 'systemctl', 'stop', serviceName),
    },
  ];
}
