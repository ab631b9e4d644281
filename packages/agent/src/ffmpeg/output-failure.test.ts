import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { explainOutput } from './output-failure.js';

/** What a real ffmpeg says of a place where it cannot push. */
function complaintsAbout(url: string): string[] {
  const input = ['-f', 'lavfi', '-i', 'testsrc=duration=1:size=64x64'];
  const { stderr } = spawnSync(
    'ffmpeg',
    ['-hide_banner', '-loglevel', 'warning', '-nostdin', ...input, '-f', 'mpegts', url],
    { encoding: 'utf8', timeout: 20_000 },
  );
  return stderr.split('\n');
}

describe('an output that cannot be opened', () => {
  for (const protocol of ['srt', 'udp']) {
    it(`is one of an unknown name by ${protocol}: it names the name and the setting`, () => {
      const failure = explainOutput(complaintsAbout(`${protocol}://gateway.invalid:20000`));
      assert.equal(failure?.code, 'capture_failed');
      assert.match(failure.message, /"gateway\.invalid".*ingest\.publicHost/);
    });
  }

  it('is left to the last words where it is something else', () => {
    assert.equal(explainOutput(complaintsAbout('srt://127.0.0.1:1?mode=caller&connect_timeout=200')), null);
  });
});
