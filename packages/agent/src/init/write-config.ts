/** The step of `init` that writes the configuration: for its owner alone, and whole or not at all. */
import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Settings } from '../config/setting-path.js';
import { redact } from '../log/redact.js';
import type { Step } from '../service/step.js';

export function writeConfigStep(settings: Settings, file: string): Step {
  return {
    says: `Write ${file}, readable for its owner alone`,
    run: async () => {
      const fresh = `${file}.new`;
      try {
        mkdirSync(dirname(file), { recursive: true });
        rmSync(fresh, { force: true });
        writeFileSync(fresh, configText(settings), { mode: 0o600, flag: 'wx' });
        // The mode above is cut by the umask, never widened; a mask may also cut what the owner needs.
        chmodSync(fresh, 0o600);
        renameSync(fresh, file);
        return null;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        return `${file} cannot be written (${code}). Give another place with --output, or run this with sudo.`;
      }
    },
  };
}

/** Only what was given: the defaults stay the program's, so that a better one reaches this camera with an update. */
export function configText(settings: Settings): string {
  return `${JSON.stringify(settings, null, 2)}\n`;
}

/** The same for the eyes of everybody. */
export function configTextWithoutSecrets(settings: Settings): string {
  return redact(JSON.stringify(settings, (key, value) => (key === 'password' ? '***' : value), 2));
}
