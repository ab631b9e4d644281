/** A transport whose pictures are those of a canvas, so that the video really plays and tests hold the strings. */
import type { Transport } from '@rpi-live-camera/protocol';
import { createTimeline } from '../transports/hls-timeline.js';
import type {
  AttachedTransport,
  AttachOptions,
  LivePosition,
  MediaSpan,
  TransportFailure,
  TransportLoader,
} from '../transports/transport.js';

const drawIntervalMs = 30;

export class FakeTransport implements TransportLoader {
  readonly transport: Transport;
  isPlayable = true;
  hasAudio = false;
  /** Attach without ever sending a picture. */
  isDark = false;
  /** Attach without ever saying that it receives. */
  isSlow = false;
  /** Of the pictures. */
  size: { readonly width: number; readonly height: number } = { width: 64, height: 48 };
  /** Draws a picture; by default it changes its colour. */
  draw: (context: CanvasRenderingContext2D, seconds: number) => void = (context, seconds) => {
    context.fillStyle = `hsl(${Math.round(seconds * 230)} 80% 50%)`;
    context.fillRect(0, 0, this.size.width, this.size.height);
  };
  position: LivePosition = {
    liveSeconds: null,
    behindSeconds: 0,
    pictureAtMs: null,
    pictureClock: 'none',
    edgeLatencySeconds: 1,
  };
  /** What can be watched; `null`: only live. */
  spans: readonly MediaSpan[] | null = null;
  /** All attachments so far, the newest last. */
  readonly attachments: AttachOptions[] = [];
  #stopDrawing: () => void = () => {};
  #endStream: () => void = () => {};

  constructor(transport: Transport = 'hls') {
    this.transport = transport;
  }

  /** Attachments that nobody has ended. */
  get openCount(): number {
    return this.attachments.filter(({ signal }) => !signal.aborted).length;
  }

  canPlay(): boolean {
    return this.isPlayable;
  }

  attach(options: AttachOptions): Promise<AttachedTransport> {
    this.attachments.push(options);
    const { video, listener, signal } = options;
    signal.addEventListener('abort', () => this.#endStream(), { once: true });
    if (!this.isSlow) listener.onReady();
    listener.onTracks({ hasAudio: this.hasAudio, codecs: 'avc1.42c01e' });
    if (!this.isDark) this.#draw(video);
    const { spans } = this;
    return Promise.resolve({
      margin: null,
      ...(spans === null ? {} : { timeline: createTimeline(() => spans) }),
      position: () => this.position,
      details: () => ({ engine: 'canvas' }),
    });
  }

  /** The newest attachment gives up. */
  fail(failure: TransportFailure): void {
    this.attachments.at(-1)?.listener.onFailed(failure);
  }

  /** No new pictures from now on. */
  freeze(): void {
    this.#stopDrawing();
  }

  #draw(video: HTMLVideoElement): void {
    const canvas = Object.assign(document.createElement('canvas'), this.size);
    const context = canvas.getContext('2d')!;
    let count = 0;
    const timer = setInterval(() => {
      count += 1;
      this.draw(context, (count * drawIntervalMs) / 1000);
    }, drawIntervalMs);
    const stream = canvas.captureStream();
    this.#stopDrawing = () => clearInterval(timer);
    this.#endStream = () => {
      clearInterval(timer);
      for (const track of stream.getTracks()) track.stop();
    };
    video.srcObject = stream;
  }
}
