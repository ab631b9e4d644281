/** The questions of `init`, each only where flags and environment have not answered it. Wrong answers are asked again. */
import { parseConfig } from '../config/parse-config.js';
import { getAtPath, type Settings, setAtPath } from '../config/setting-path.js';
import { AgentError } from '../errors/agent-error.js';
import type { Prompter } from './prompter.js';

export type AskSettingsDeps = {
  prompter: Prompter;
  say(line: string): void;
  /** Fits the rules of camera ids. */
  defaultCameraId: string;
};

type Question = {
  path: readonly string[];
  text: string;
  /** Taken for an empty answer; null: an empty answer leaves the setting out. Absent: it must be answered. */
  fallback?: string | null;
  kind?: 'secret';
};

/** Puts the answers into `settings`. */
export async function askSettings(settings: Settings, deps: AskSettingsDeps): Promise<void> {
  const ask = async (question: Question) => {
    if (getAtPath(settings, question.path) === undefined) await askUntilRight(settings, question, deps);
  };
  const given = (...path: string[]) => getAtPath(settings, path);
  await ask({
    path: ['cameraId'],
    text: 'Name of this camera, the same as in the gateway',
    fallback: deps.defaultCameraId,
  });
  await ask({
    path: ['mqtt', 'url'],
    text: 'MQTT broker, such as mqtt://192.168.1.10:1883 or mqtts://broker.example:8883',
  });
  if (/^(mqtts|wss):/.test(String(given('mqtt', 'url')))) {
    const pem = (path: string, text: string): Question => ({ path: ['mqtt', path], text, fallback: null });
    await ask(
      pem(
        'caFile',
        'PEM file of the authority that signed its certificate (empty: one that the system knows)',
      ),
    );
    await ask(pem('certFile', 'PEM file of the certificate of this camera (empty: none)'));
    if (given('mqtt', 'certFile') !== undefined) {
      await ask({ path: ['mqtt', 'keyFile'], text: 'PEM file of its private key' });
    }
  }
  if (given('mqtt', 'certFile') === undefined) {
    await ask({ path: ['mqtt', 'username'], text: 'User at the broker (empty: none)', fallback: null });
  }
  if (given('mqtt', 'username') !== undefined) {
    await ask({ path: ['mqtt', 'password'], text: 'Password', kind: 'secret' });
  }
  await ask({
    path: ['capture', 'type'],
    text: 'Camera: auto, rpicam, picamera2, v4l2, rtsp, file or test',
    fallback: 'auto',
  });
  if (given('capture', 'type') === 'rtsp') {
    await ask({
      path: ['capture', 'url'],
      text: 'rtsp:// URL of the IP camera, with user and password where it wants them',
    });
  }
  if (given('capture', 'type') === 'file')
    await ask({ path: ['capture', 'file'], text: 'Video file to play' });
}

async function askUntilRight(settings: Settings, question: Question, deps: AskSettingsDeps): Promise<void> {
  const { path, text, fallback, kind } = question;
  const { prompter, say } = deps;
  const shown = `${text}${fallback ? ` [${fallback}]` : ''}: `;
  for (;;) {
    const typed = kind === 'secret' ? await prompter.askSecret(shown) : await prompter.ask(shown);
    const answer = typed === '' ? fallback : typed;
    if (answer === null) return;
    const problem = answer === undefined ? 'must be answered' : findProblem(settings, path, answer);
    if (problem === null) {
      setAtPath(settings, path, answer);
      return;
    }
    say(`  ${problem}`);
  }
}

/** What the schema says of this one setting, whatever the others are. */
function findProblem(settings: Settings, path: readonly string[], answer: string): string | null {
  const tried: Settings = structuredClone(settings);
  setAtPath(tried, path, answer);
  try {
    parseConfig(tried);
    return null;
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    const name = path.join('.');
    const line = error.message
      .split('\n')
      .find((one) => one.startsWith(`  - ${name}: `) && !one.includes('missing'));
    return line?.slice(`  - ${name}: `.length) ?? null;
  }
}
