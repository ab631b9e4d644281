/**
 * Receives `video.mjpeg` and shows its pictures in the video, by way of a canvas, so that all that a video can do goes on
 * working. The newest picture counts: one that comes while another is being decoded replaces the one that waits. This file
 * is a lazy chunk, imported by `mjpeg.ts`.
 */
import { MultipartSplitter } from './multipart.js';
import { explainFailure, openResponse } from './response-failure.js';
import type { AttachedTransport, AttachOptions } from './transport.js';

/** WebKit takes a `multipart` answer apart by itself and lets no script read it; these are the same bytes. */
const asPlainBytes = { Accept: 'application/octet-stream' };

/** More than cameras send. Without a rate, WebKitGTK captures the first picture and no other. */
const captureRate = 60;

/** Connects the moving pictures to the video. */
export function attachMjpeg({ video, source, listener, signal }: AttachOptions): AttachedTransport {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { alpha: false })!;
  let waiting: Uint8Array<ArrayBuffer> | undefined;
  let isDecoding = false;
  let receivedBytes = 0;

  async function receive(): Promise<void> {
    const { reader } = await openResponse(source.url, signal, asPlainBytes);
    listener.onReady();
    listener.onTracks({ hasAudio: false, codecs: 'jpeg' });
    const splitter = new MultipartSplitter();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        listener.onFailed({ code: 'stream_stalled', message: 'The moving pictures ended.' });
        return;
      }
      receivedBytes += value.length;
      waiting = splitter.push(value).at(-1) ?? waiting;
      if (waiting && !isDecoding) void show();
    }
  }

  async function show(): Promise<void> {
    isDecoding = true;
    while (waiting && !signal.aborted) {
      const jpeg = waiting;
      waiting = undefined;
      // A picture that was damaged on its way is left out; the next one is whole again.
      const picture = await createImageBitmap(new Blob([jpeg], { type: 'image/jpeg' })).catch(
        () => undefined,
      );
      if (picture && !signal.aborted) draw(picture);
      picture?.close();
    }
    isDecoding = false;
  }

  function draw(picture: ImageBitmap): void {
    if (canvas.width !== picture.width || canvas.height !== picture.height) {
      canvas.width = picture.width;
      canvas.height = picture.height;
    }
    context.drawImage(picture, 0, 0);
    if (video.srcObject !== null) return;
    const stream = canvas.captureStream(captureRate);
    video.srcObject = stream;
    const stop = (): void => {
      for (const track of stream.getTracks()) track.stop();
    };
    signal.addEventListener('abort', stop, { once: true });
  }

  receive().catch((error: unknown) => {
    if (!signal.aborted) listener.onFailed(explainFailure(error));
  });
  return {
    margin: null,
    position: () => ({
      liveSeconds: null,
      behindSeconds: 0,
      pictureAtMs: null,
      pictureClock: 'none',
      edgeLatencySeconds: null,
    }),
    details: () => ({ engine: 'MJPEG', receivedBytes }),
  };
}
