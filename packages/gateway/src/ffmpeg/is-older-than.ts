/** Compares versions of ffmpeg. Called by the capability check, and by command lines that changed over the years. */

/**
 * Whether a version comes before a release such as `5.1`. Versions are `5.1.9-0+deb12u1`, `n6.0`, or of a build from git
 * (`N-109542-g…`, `2024-05-02-git-…`), which is taken as new.
 */
export function isOlderThan(version: string, release: string): boolean {
  const found = /^n?(\d+)\.(\d+)/.exec(version);
  if (!found) return false;
  const [major, minor] = [Number(found[1]), Number(found[2])];
  const [thanMajor = 0, thanMinor = 0] = release.split('.').map(Number);
  return major < thanMajor || (major === thanMajor && minor < thanMinor);
}
