/** What systemd says in the environment to a service of `Type=notify` (sd_notify(3), sd_watchdog_enabled(3)). */

export type ServiceEnvironment = {
  /** The service is killed when it gives no sign of life for so long; null: nobody watches. */
  watchdogMs: number | null;
};

/** @returns null where no service manager listens */
export function readServiceEnvironment(
  environment: NodeJS.ProcessEnv = process.env,
  pid: number = process.pid,
): ServiceEnvironment | null {
  const { NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID } = environment;
  if (!NOTIFY_SOCKET) return null;
  const watchdogMs = Math.floor(Number(WATCHDOG_USEC) / 1000);
  const isMeant = WATCHDOG_PID === undefined || WATCHDOG_PID === String(pid);
  return { watchdogMs: isMeant && watchdogMs > 0 ? watchdogMs : null };
}
