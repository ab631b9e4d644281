/** Speaks to a gateway about the recordings of a camera, as any page could. */
import type { Playback, Problem, Recording, RecordingList } from '@rpi-live-camera/protocol';
import { until } from '../deadline.js';

export type RecordingClient = {
  /** Newest first, the first hundred. */
  list(): Promise<Recording[]>;
  get(recordingId: string): Promise<Recording>;
  start(): Promise<Recording>;
  stop(): Promise<Recording>;
  remove(recordingId: string): Promise<void>;
  /** URLs to play one at, absolute. */
  play(recordingId: string): Promise<Pick<Playback, 'hlsUrl' | 'mp4Url' | 'posterUrl'>>;
  /** Waits until one is being made that lasts for so long. */
  untilRecording(durationMs: number, withinMs?: number): Promise<Recording>;
};

export function createRecordingClient(gatewayUrl: string, cameraId: string): RecordingClient {
  const place = `${gatewayUrl}/api/v1/cameras/${cameraId}/recordings`;

  async function ask<Answer>(method: string, url: string): Promise<Answer> {
    const response = await fetch(url, { method });
    const text = await response.text();
    if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as Answer;
    const { code, detail } = JSON.parse(text) as Problem;
    throw new Error(`${method} ${url}: ${response.status} ${code}: ${detail}`);
  }

  const list = async () => (await ask<RecordingList>('GET', place)).recordings;
  return {
    list,
    get: (recordingId) => ask('GET', `${place}/${recordingId}`),
    start: () => ask('POST', place),
    stop: () => ask('POST', `${place}/stop`),
    remove: (recordingId) => ask('DELETE', `${place}/${recordingId}`),
    async play(recordingId) {
      const url = `${place}/${recordingId}/playback`;
      const { hlsUrl, mp4Url, posterUrl } = await ask<Playback>('POST', url);
      const whole = (reference: string) => new URL(reference, url).href;
      return { hlsUrl: whole(hlsUrl), mp4Url: whole(mp4Url), posterUrl: whole(posterUrl) };
    },
    untilRecording: (durationMs, withinMs = 20_000) =>
      until(
        async () =>
          (await list()).find((one) => one.state === 'recording' && one.durationMs >= durationMs) ?? false,
        { what: `a recording of ${durationMs} ms`, withinMs },
      ),
  };
}
