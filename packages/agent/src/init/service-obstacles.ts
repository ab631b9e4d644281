/** What of a configuration a service could not use although the one who installs it can. Pure. */
import type { AgentConfig } from '../config/agent-config.js';
import { isHiddenFromService } from '../service/service-places.js';

/** Settings that name a file, with their absolute paths; names that are looked up in PATH are left out. */
export function filesOf({ mqtt, capture, ffmpegPath }: AgentConfig): { setting: string; path: string }[] {
  const files = {
    'mqtt.caFile': mqtt.caFile,
    'mqtt.certFile': mqtt.certFile,
    'mqtt.keyFile': mqtt.keyFile,
    'capture.file': capture.file,
    'capture.model': capture.model,
    'capture.pythonPath': capture.pythonPath,
    'capture.rpicamPath': capture.rpicamPath,
    ffmpegPath,
  };
  return Object.entries(files).flatMap(([setting, path]) => (path?.includes('/') ? [{ setting, path }] : []));
}

/** @returns sentences, each with its mend */
export function findServiceObstacles(config: AgentConfig, configPath: string): string[] {
  const files = [...filesOf(config), { setting: '--output', path: configPath }];
  return files.flatMap(({ setting, path }) => {
    if (!path.startsWith('/')) return [`${setting}: ${path} must be an absolute path for a service.`];
    if (!isHiddenFromService(path)) return [];
    return [
      `${setting}: a service sees no home and no temporary folders, so not ${path}. Put it under /etc/rpi-live-camera or /opt.`,
    ];
  });
}
