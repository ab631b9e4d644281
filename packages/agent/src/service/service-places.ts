/** Where an installed agent lies and what it is called, for those who install it, remove it or look at it. */

/** Of the systemd unit, and of what `systemctl` and `journalctl` are given. */
export const serviceName = 'rpi-live-camera-agent';
export const serviceUser = 'rpi-live-camera';

export const unitFile = `/etc/systemd/system/${serviceName}.service`;
export const configDirectory = '/etc/rpi-live-camera';
export const configFile = `${configDirectory}/agent.json`;
/** The program with everything it imports, apart from npm's own folders: an update of those cannot break a camera. */
export const programDirectory = '/opt/rpi-live-camera-agent';

/** A link to the program, so that people can call it by its name. */
export const commandLink = '/usr/local/bin/rpi-live-camera-agent';

/** Folders that systemd hides from the service, by `ProtectHome` and `PrivateTmp`. */
const hiddenFolders = ['/home', '/root', '/run/user', '/tmp', '/var/tmp'];

/** Whether the service cannot see this file, however it is owned. */
export function isHiddenFromService(path: string): boolean {
  return hiddenFolders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}
