/** A whole life with everything that is secret in it, and a log at its most talkative in which nothing of that stands. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { connectAsync } from 'mqtt';
import { sessionHandle } from '../../packages/gateway/src/sessions/session-handle.js';
import { parseMetrics } from '../../packages/gateway/src/testing/parse-metrics.js';
import { type AgentProcess, startAgentProcess } from '../support/agent-process.js';
import { until, within } from '../support/deadline.js';
import { freeTcpPort, freeUdpPortRange } from '../support/free-port.js';
import { openSession } from '../support/gateway-client.js';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.js';
import { cameraId, quickSessions } from '../support/scene.js';

const cameraPassword = 'password-of-the-front-door';
const relayCredential = 'credential-of-the-relay';
const token = `eyJhbGciOiJIUzI1NiJ9.${'c'.repeat(40)}.${'s'.repeat(43)}`;

describe('a gateway that logs all it can', () => {
  let gateway: GatewayProcess;
  let agent: AgentProcess;
  let mqttUrl: string;
  let firstPort: number;
  /** What must not stand in any log, by what it is. */
  const secrets: Record<string, string> = { cameraPassword, relayCredential, token };
  let handle: string;
  let runId: string;
  let requestId: string | null;
  let exitCode: number | null;
  let metrics: string;

  before(async () => {
    const brokerPort = await freeTcpPort();
    firstPort = await freeUdpPortRange(4);
    mqttUrl = `mqtt://127.0.0.1:${brokerPort}`;
    gateway = await startGatewayProcess({
      config: {
        broker: { enabled: true, port: brokerPort, passwords: { [cameraId]: cameraPassword } },
        cameras: [{ id: cameraId }],
        ingest: { bindHost: '127.0.0.1', ports: `${firstPort}-${firstPort + 3}` },
        sessions: { ...quickSessions, keepAliveMs: 10_000 },
        webrtc: { iceServers: [{ urls: 'turn:127.0.0.1:9', username: 'u', credential: relayCredential }] },
      },
      flags: ['--log-level', 'debug'],
    });
    agent = await startAgentProcess({
      mqttUrl,
      settings: {
        mqtt: { url: mqttUrl, username: cameraId, password: cameraPassword },
        capture: { type: 'test' },
        logLevel: 'debug',
      },
    });
    await live();
    metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    assert.equal(await agent.close(), 0);
    exitCode = await gateway.stop();
  });
  after(async () => {
    await agent?.close().catch(() => {});
    await gateway?.kill().catch(() => {});
  });

  /** Starts, watches by several ways, is refused in several, and ends. */
  async function live(): Promise<void> {
    const stateOf = async () =>
      ((await (await fetch(`${gateway.url}/api/v1/cameras/${cameraId}`)).json()) as { state: string }).state;
    await until(async () => (await stateOf()) === 'idle', { what: 'the camera', withinMs: 10_000 });
    // A second connection of the camera hears what START has in it.
    const ear = await connectAsync(mqttUrl, {
      username: cameraId,
      password: cameraPassword,
      protocolVersion: 4,
    });
    const commands: { runId: string; output?: { url: string } }[] = [];
    ear.on('message', (_, payload) => commands.push(JSON.parse(String(payload))));
    await ear.subscribeAsync(`cameras/${cameraId}/control`, { qos: 1 });

    const headers = { Authorization: `Bearer ${token}`, 'X-Request-Id': 'chosen-by-a-stranger' };
    const listed = await fetch(`${gateway.url}/api/v1/cameras/nowhere/sessions`, { method: 'POST', headers });
    requestId = listed.headers.get('X-Request-Id');
    const { session, playlistUrl, playlist, keepAlive, close } = await openSession(gateway.url, cameraId);
    handle = sessionHandle(session.id);
    const grant = /\/live\/([^/]+)\//.exec(playlistUrl)?.[1] ?? '';
    const url = new URL(commands.find(({ output }) => output)?.output?.url ?? '');
    runId = commands[0]?.runId ?? '';
    Object.assign(secrets, {
      sessionId: session.id,
      grant,
      passphrase: url.searchParams.get('passphrase') ?? '',
    });

    const [uri] = /(?<=URI=")part[^"]+/.exec(await playlist.read()) ?? [];
    assert.equal((await fetch(new URL(uri ?? '', playlistUrl))).status, 200);
    assert.equal((await keepAlive()).status, 200);
    for (const path of ['nothing.mp4', 'seg999999.m4s', 'index.m3u8?_HLS_msn=junk', 'whep'])
      await (
        await fetch(new URL(path, playlistUrl), {
          headers,
          method: path === 'whep' ? 'POST' : 'GET',
          body: path === 'whep' ? 'junk' : null,
        })
      ).text();
    await (
      await fetch(`${gateway.url}/api/v1/cameras/nowhere/sessions?token=${token}`, { method: 'POST' })
    ).text();
    await (await fetch(`${gateway.url}/live/${grant}/elsewhere/index.m3u8`, { headers })).text();

    const guess = spawn(
      'ffmpeg',
      [
        '-v',
        'error',
        '-nostdin',
        '-f',
        'lavfi',
        '-i',
        'testsrc2=s=64x48:d=1',
        '-f',
        'mpegts',
        url.href.replace(/passphrase=\w+/, 'passphrase=guessedguessed'),
      ],
      { stdio: 'ignore' },
    );
    await within(once(guess, 'exit'), { what: 'the end of a stranger', withinMs: 10_000 });
    await assert.rejects(
      connectAsync(mqttUrl, { username: cameraId, password: 'guessed-at-the-broker', reconnectPeriod: 0 }),
    );

    assert.equal((await close()).status, 204);
    assert.equal((await keepAlive()).status, 410);
    await until(async () => (await stateOf()) === 'idle', { what: 'the camera to sleep', withinMs: 10_000 });
    await ear.endAsync(true);
  }

  it('tells no secret, in no line', () => {
    assert.equal(exitCode, 0);
    const log = gateway.log();
    assert.ok(log.split('\n').length > 30, log);
    for (const [what, secret] of Object.entries(secrets)) {
      assert.ok(secret.length >= 16, `${what} is known: ${secret}`);
      assert.ok(!log.includes(secret), `${what} stands in the gateway's log`);
      assert.ok(!agent.log().includes(secret), `${what} stands in the agent's log`);
      assert.ok(!metrics.includes(secret), `${what} stands in the metrics`);
    }
    assert.doesNotMatch(log, /guessed/);
  });

  it('names camera, run, session and request, so that a line can be followed', () => {
    const lines = gateway
      .log()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const saying = (message: RegExp) => lines.filter(({ msg }) => message.test(String(msg)));
    for (const line of saying(/^(ffmpeg says|ffmpeg listens|closed a run|sent a command)/))
      assert.deepEqual([line.cameraId, line.runId], [cameraId, runId], JSON.stringify(line));
    const [opened] = saying(/^a session was opened/);
    assert.equal(opened?.session, handle);
    assert.ok(opened?.requestId);
    const [ended] = saying(/^a session ended/);
    assert.deepEqual([ended?.session, ended?.reason, ended?.transport], [handle, 'closed', 'hls']);
    const [over] = saying(/^the stream ended/);
    assert.deepEqual([over?.level, over?.cameraId, over?.reason], [30, cameraId, 'nobody_watches']);
    assert.notEqual(requestId, 'chosen-by-a-stranger');
    assert.ok(saying(/^refused a request/).some((line) => line.requestId === requestId));
    assert.equal(saying(/^refused an MQTT client/).length, 1);
  });

  it('counted what it did', () => {
    const samples = parseMetrics(metrics).flatMap((family) => family.samples);
    const value = (name: string, labels: Record<string, string> = {}) =>
      samples.find(
        (sample) =>
          sample.name === `rpi_live_camera_${name}` &&
          Object.entries(labels).every(([label, wanted]) => sample.labels[label] === wanted),
      )?.value;
    const camera = cameraId;
    assert.equal(value('camera_start_seconds_count', { camera, until: 'first_byte' }), 1);
    assert.equal(value('camera_start_seconds_count', { camera, until: 'first_picture' }), 1);
    assert.equal(value('viewer_first_media_seconds_count', { transport: 'hls', start: 'cold' }), 1);
    assert.equal(value('sessions_opened_total', { camera }), 1);
    assert.equal(value('sessions_ended_total', { camera, reason: 'closed' }), 1);
    assert.equal(value('streams_ended_total', { camera, reason: 'nobody_watches' }), 1);
    assert.equal(value('runs_total', { camera }), 1);
    assert.equal(value('problems_total', { code: 'camera_not_found' }), 2);
    assert.equal(value('problems_total', { code: 'session_gone' }), 1);
    assert.equal(value('ffmpeg_processes', { purpose: 'ingest' }), 0);
    assert.equal(value('mqtt_connections_total'), 1);
    for (const [name, labels] of [
      ['ingest_bytes_total', { camera }],
      ['ingest_pictures_total', { camera }],
      ['sent_bytes_total', { camera, transport: 'hls' }],
      ['part_jitter_seconds_count', { camera }],
    ] as const)
      assert.ok((value(name, labels) ?? 0) > 0, name);
  });
});
