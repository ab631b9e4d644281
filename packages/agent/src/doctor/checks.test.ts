import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CameraHealth } from '@rpi-live-camera/protocol';
import type { Board } from '../board/board.js';
import type { Failure } from '../errors/agent-error.js';
import type { ToolAnswer } from '../process/run-tool.js';
import { checkBoard } from './check-board.js';
import { checkBroker } from './check-broker.js';
import { checkCameraUse } from './check-camera-use.js';
import { checkCameras } from './check-cameras.js';
import { checkClock } from './check-clock.js';
import { checkFfmpeg } from './check-ffmpeg.js';
import { checkFilm } from './check-film.js';
import { checkGroups } from './check-groups.js';
import { checkNode } from './check-node.js';
import { checkOutput } from './check-output.js';
import { checkPicamera2 } from './check-picamera2.js';
import { checkPower } from './check-power.js';
import { checkRpicam } from './check-rpicam.js';
import { checkService } from './check-service.js';
import type { Finding } from './finding.js';

type Outcome = Finding['outcome'];
/** What was found, its outcome, and words of its message. */
type Case = [given: string, finding: () => Finding | Promise<Finding>, outcome: Outcome, words: RegExp];

function table(name: string, cases: readonly Case[]): void {
  describe(name, () => {
    for (const [given, find, outcome, words] of cases) {
      it(`${given}: ${outcome}`, async () => {
        const finding = await find();
        assert.equal(finding.outcome, outcome, finding.message);
        assert.match(finding.message, words);
      });
    }
  });
}

const ended = (stdout: string, exitCode = 0): ToolAnswer => ({
  outcome: 'ended',
  exitCode,
  stdout,
  stderr: '',
});
const missing: ToolAnswer = { outcome: 'missing', exitCode: null, stdout: '', stderr: '' };
const late: ToolAnswer = { ...missing, outcome: 'late' };
const failure: Failure = { code: 'no_camera', message: 'Nothing there. Plug one in.' };

table('Node.js', [
  ['that of trixie', () => checkNode('v20.19.2'), 'ok', /v20\.19\.2/],
  ['a newer one', () => checkNode('v24.1.0'), 'ok', /./],
  [
    'that of bookworm',
    () => checkNode('v18.20.4'),
    'problem',
    /too old: 20\.19 is needed.*apt install nodejs/,
  ],
  ['an early 20', () => checkNode('v20.9.0'), 'problem', /too old/],
]);

const pi4: Board = {
  model: 'Raspberry Pi 4 Model B Rev 1.5',
  h264Encoder: 'v4l2m2m',
  memoryBytes: 4 * 2 ** 30,
  coreCount: 4,
};
table('the board', [
  ['a Pi 4', () => checkBoard(pi4), 'ok', /Pi 4 Model B.*4 cores, 4\.0 GiB; H\.264 by hardware/],
  [
    'a PC',
    () => checkBoard({ ...pi4, model: null, h264Encoder: 'software' }),
    'ok',
    /No Raspberry Pi.*libx264/,
  ],
]);

const power = (now: string[], sinceBoot: string[]) =>
  checkPower({ now, sinceBoot } as NonNullable<CameraHealth['throttled']>);
table('the power', [
  ['enough', () => power([], []), 'ok', /Enough/],
  [
    'too weak',
    () => power(['under-voltage'], ['under-voltage']),
    'problem',
    /under-voltage now: .*power supply/,
  ],
  ['too weak before', () => power([], ['under-voltage']), 'problem', /at times since it was switched on/],
  ['hot', () => power(['soft-temperature-limit'], []), 'problem', /heat sink/],
  ['a PC', () => checkPower(null), 'note', /does not tell/],
]);

/** An ffmpeg that has these and no others. */
const ffmpeg = (
  has: string,
  h264Encoder: Board['h264Encoder'] = 'software',
  about = ended('ffmpeg version 7.1.5 x\n'),
) =>
  checkFfmpeg({
    ffmpegPath: 'ffmpeg',
    h264Encoder,
    run: async (_command, _hideBanner, question) => (question === '-version' ? about : ended(has)),
  });
const everything = ' V....D libx264 \n A....D aac \n V..... h264_v4l2m2m \n srt\n E mpegts MPEG-TS';
table('ffmpeg', [
  ['complete', () => ffmpeg(everything), 'ok', /ffmpeg 7\.1\.5 with libx264, SRT/],
  ['complete, on a Pi 4', () => ffmpeg(everything, 'v4l2m2m'), 'ok', /h264_v4l2m2m/],
  [
    'without SRT',
    () => ffmpeg(everything.replace('srt', 'srtp')),
    'problem',
    /lacks the protocol srt.*apt install ffmpeg/,
  ],
  [
    'without libx264',
    () => ffmpeg(everything.replace('libx264', 'libx265')),
    'problem',
    /lacks the encoder libx264/,
  ],
  ['not there', () => ffmpeg('', 'software', missing), 'problem', /no ffmpeg at "ffmpeg"\. Install/],
  ['hanging', () => ffmpeg('', 'software', late), 'problem', /no answer/],
]);

const rpicam = (
  need: 'needed' | 'not needed',
  answer: { command: string; version: string | null } | Failure,
) => checkRpicam({ need, find: async () => answer });
table('rpicam', [
  ['there', () => rpicam('needed', { command: 'rpicam-vid', version: 'v1.7' }), 'ok', /rpicam-vid; v1\.7/],
  ['missing and needed', () => rpicam('needed', failure), 'problem', /Nothing there/],
  ['missing', () => rpicam('not needed', failure), 'note', /Nothing there/],
]);

const picamera2 = (need: 'needed' | 'not needed', cameras: { name: string }[] | Failure, srt = '') =>
  checkPicamera2({ pythonPath: 'python3', need, find: async () => cameras, run: async () => ended(srt) });
table('picamera2', [
  ['there', () => picamera2('needed', [{ name: 'imx708' }]), 'ok', /lists imx708/],
  [
    'with a PyAV of pip',
    () => picamera2('needed', [], 'no 18.1.0 /home/pi/av'),
    'problem',
    /18\.1\.0 .*no SRT.*pip uninstall av/,
  ],
  ['missing', () => picamera2('not needed', failure), 'note', /Nothing there/],
  ['missing and needed', () => picamera2('needed', failure), 'problem', /Nothing there/],
]);

const candidate = (name: string, failure: Failure | null) => ({
  name,
  capture: { whyNot: async () => failure },
});
const none = [candidate('rpicam', failure), candidate('v4l2', failure)];
const second = [candidate('rpicam', failure), candidate('v4l2', null)];
table('the camera', [
  [
    'the second, by auto',
    () => checkCameras({ captureType: 'auto', candidates: second }),
    'ok',
    /v4l2 has one, and "auto" takes it/,
  ],
  [
    'another than the one named',
    () => checkCameras({ captureType: 'rpicam', candidates: second }),
    'problem',
    /None.*rpicam: Nothing there/,
  ],
  ['none', () => checkCameras({ captureType: 'auto', candidates: none }), 'problem', /rpicam: .* v4l2: /],
  ['a file', () => checkCameras({ captureType: 'file', candidates: none }), 'note', /doctor --film/],
]);

const use = (
  programs: string[],
  devices = ['/dev/video0'],
  sees: 'all processes' | 'own processes' = 'all processes',
) => checkCameraUse({ devices, whoUses: () => programs, sees });
table('the use of the camera', [
  ['nobody', () => use([]), 'ok', /^Nobody holds a camera\.$/],
  ['nobody that is seen', () => use([], ['/dev/video0'], 'own processes'), 'ok', /sudo shows the rest/],
  [
    'another program',
    () => use(['motion (process 812)']),
    'problem',
    /\/dev\/video0 is in use by motion \(process 812\)/,
  ],
  ['one of ours', () => use(['ffmpeg (process 9)']), 'note', /open in ffmpeg/],
  ['no device', () => use([], []), 'note', /no \/dev\/video/],
]);

const device = { path: '/dev/video0', mayOpen: true };
table('the permission', [
  ['given', () => checkGroups({ devices: [device], userName: 'pi' }), 'ok', /pi may/],
  [
    'not given',
    () => checkGroups({ devices: [device, { path: '/dev/media0', mayOpen: false }], userName: 'pi' }),
    'problem',
    /pi may not open \/dev\/media0: sudo usermod -aG video,render pi/,
  ],
  ['without a device', () => checkGroups({ devices: [], userName: 'pi' }), 'note', /no device/],
]);

const clock = (isSynchronised: boolean, answer: ToolAnswer) =>
  checkClock({ isSynchronised: () => isSynchronised, run: async () => answer });
table('the clock', [
  ['set by timesyncd', () => clock(true, missing), 'ok', /NTP/],
  ['set by another', () => clock(false, ended('yes\n')), 'ok', /NTP/],
  ['not set', () => clock(false, ended('no\n')), 'problem', /timedatectl set-ntp true/],
  ['without systemd', () => clock(false, missing), 'note', /does not tell/],
]);

const broker = (runningAgent: string | null, tried: 'ok' | 'failed') =>
  checkBroker({
    broker: 'mqtt://b:1883',
    runningAgent,
    tryBroker: async () =>
      tried === 'ok' ? { outcome: 'ok' } : { outcome: 'failed', message: 'it refuses "door"' },
  });
table('the broker', [
  ['lets it in', () => broker(null, 'ok'), 'ok', /lets this camera in/],
  ['refuses', () => broker(null, 'failed'), 'problem', /mqtt:\/\/b:1883: it refuses "door"\./],
  ['has the agent connected, and is not tried', () => broker('idle', 'failed'), 'ok', /is connected.*idle/],
  [
    'is waited for by the agent',
    () => broker('idle; waiting for the MQTT broker', 'failed'),
    'problem',
    /refuses/,
  ],
]);

const output = (host: string | null, code?: string) =>
  checkOutput({
    host,
    send: async () => {
      if (code) throw Object.assign(new Error(code), { code });
    },
  });
table('the output', [
  ['open', () => output('gw'), 'ok', /UDP leaves towards gw.*ingest\.ports/],
  ['closed by a firewall', () => output('gw', 'EPERM'), 'problem', /\(EPERM\): the firewall/],
  ['without a name server', () => output('gw', 'EAI_AGAIN'), 'problem', /DNS does not answer/],
  ['unknown', () => output(null), 'note', /START/],
]);

table('filming', [
  [
    'works',
    () =>
      checkFilm({
        tryCapture: async () => ({
          outcome: 'ok',
          width: 640,
          height: 480,
          framesPerSecond: 30,
          bitsPerSecond: 1_900_000,
          sound: null,
        }),
      }),
    'ok',
    /^640x480, 30 pictures\/s, 1\.9 Mbit\/s, no sound\.$/,
  ],
  [
    'fails',
    () => checkFilm({ tryCapture: async () => ({ outcome: 'failed', message: 'It is busy.' }) }),
    'problem',
    /busy/,
  ],
]);

const service = async (answer: ToolAnswer) => (await checkService({ run: async () => answer })).finding;
const shown = (...lines: string[]) => ended(lines.join('\n'));
table('the service', [
  [
    'running',
    () =>
      service(
        shown('LoadState=loaded', 'ActiveState=active', 'MainPID=812', 'StatusText=idle', 'NRestarts=2'),
      ),
    'ok',
    /process 812, started anew 2 times: idle/,
  ],
  [
    'failed',
    () => service(shown('LoadState=loaded', 'ActiveState=failed', 'SubState=failed', 'Result=exit-code')),
    'problem',
    /Is failed \(failed, exit-code\).*journalctl/,
  ],
  [
    'not installed',
    () => service(shown('LoadState=not-found', 'ActiveState=inactive')),
    'note',
    /init does it/,
  ],
  ['no systemd', () => service(ended('', 1)), 'note', /No systemd/],
]);
