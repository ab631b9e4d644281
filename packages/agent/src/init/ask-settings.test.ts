import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Settings } from '../config/setting-path.js';
import { askSettings } from './ask-settings.js';
import type { Prompter } from './prompter.js';

/** Somebody who answers the questions that begin so; all else with Enter. Each answer is given once. */
async function talk(settings: Settings, answers: [question: string, ...answers: string[]][]) {
  const questions: string[] = [];
  const said: string[] = [];
  const answer = async (question: string) => {
    questions.push(question);
    return answers.find(([start]) => question.startsWith(start))?.splice(1, 1)[0] ?? '';
  };
  const prompter: Prompter = {
    ask: answer,
    askSecret: async (question) => answer(`secret ${question}`),
    close() {},
  };
  await askSettings(settings, { prompter, say: (line) => said.push(line), defaultCameraId: 'pi' });
  return { questions, said };
}

describe('the questions of init', () => {
  it('take Enter for what stands in brackets, and write nothing down for the rest', async () => {
    const settings: Settings = {};
    const { questions } = await talk(settings, [['MQTT broker', 'mqtt://b:1883']]);
    assert.deepEqual(settings, { cameraId: 'pi', mqtt: { url: 'mqtt://b:1883' }, capture: { type: 'auto' } });
    assert.match(questions[0] ?? '', /^Name of this camera.* \[pi\]: $/);
  });

  it('are asked again when an answer is wrong, with the reason', async () => {
    const settings: Settings = {};
    const { said } = await talk(settings, [
      ['Name', 'front door', 'front-door'],
      ['MQTT broker', 'broker', '', 'mqtt://b'],
    ]);
    assert.equal(settings.cameraId, 'front-door');
    assert.match(said.join('\n'), /must be 1 to 64 letters.*\n.*must be a mqtt:\/\/.*\n.*must be answered/);
  });

  it('ask for certificates where there is TLS, and for no password then', async () => {
    const settings: Settings = {};
    const { questions } = await talk(settings, [
      ['MQTT broker', 'mqtts://b:8883'],
      ['PEM file of the certificate of this camera', '/etc/door.pem'],
      ['PEM file of its private key', '/etc/door.key'],
    ]);
    assert.deepEqual(settings.mqtt, {
      url: 'mqtts://b:8883',
      certFile: '/etc/door.pem',
      keyFile: '/etc/door.key',
    });
    assert.ok(!questions.some((question) => /User|Password/.test(question)));
  });

  it('hide the password', async () => {
    const settings: Settings = {};
    await talk(settings, [
      ['MQTT broker', 'mqtt://b'],
      ['User', 'door'],
      ['secret Password', 's3cret'],
    ]);
    assert.deepEqual(settings.mqtt, { url: 'mqtt://b', username: 'door', password: 's3cret' });
  });

  it('ask for the URL of an IP camera', async () => {
    const settings: Settings = {};
    await talk(settings, [
      ['MQTT broker', 'mqtt://b'],
      ['Camera', 'rtsp'],
      ['rtsp:// URL', 'http://x', 'rtsp://cam/1'],
    ]);
    assert.deepEqual(settings.capture, { type: 'rtsp', url: 'rtsp://cam/1' });
  });

  it('are not asked where flags have answered', async () => {
    const settings: Settings = {
      cameraId: 'a',
      mqtt: { url: 'mqtt://b', username: 'u', password: 'p' },
      capture: { type: 'test' },
    };
    assert.deepEqual((await talk(settings, [])).questions, []);
  });
});
