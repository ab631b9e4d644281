// `npm run audit`: known vulnerabilities of what is installed with our packages, as the registry knows them. Ends with 1
// where there is one. Ends with 0, and says so, where the registry cannot be asked, as in a CI without a network: then
// nothing was checked, and a job with a network has to.
import { spawnSync } from 'node:child_process';

const { stdout, error } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
  shell: process.platform === 'win32',
});

/** What npm says of a registry that it could not ask has no list of vulnerabilities. */
function readReport() {
  try {
    const report = JSON.parse(stdout);
    return report.vulnerabilities && report.metadata
      ? report
      : { problem: report.message ?? report.error?.summary };
  } catch {
    return { problem: error?.message };
  }
}

const { problem, vulnerabilities = {}, metadata } = readReport();
if (!metadata) {
  console.log(`Not audited: the registry could not be asked (${problem ?? 'npm did not say why'}).`);
} else {
  const found = Object.values(vulnerabilities);
  for (const { name, severity, range, fixAvailable } of found) {
    console.error(
      `${severity}: ${name} ${range}; ${fixAvailable ? 'npm audit fix mends it' : 'no mended version yet'}`,
    );
  }
  console.log(
    `${metadata.dependencies?.prod ?? 'All'} production packages audited, ${found.length} vulnerable.`,
  );
  process.exitCode = found.length > 0 ? 1 : 0;
}
