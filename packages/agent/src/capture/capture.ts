/**
 * The seam between the agent and what makes the picture: cameras of a Pi, USB cameras, IP cameras, files, the test
 * picture. A capture encodes and pushes by itself; the agent decides when it runs.
 */
import type { StreamOutput, VideoSettings } from '@rpi-live-camera/protocol';
import type { Failure } from '../errors/agent-error.js';

/** What a capture has done since it began; the numbers never go back. */
export type CaptureProgress = {
  /** Bytes handed to the output. */
  sentBytes: number;
  /** Encoded pictures handed to the output. */
  pictures: number;
  /** Pictures that the source gave and that were not sent. */
  droppedPictures: number;
};

/** One run: what to film, where to push it, until when. */
export type CaptureRequest = {
  /** Where to push, to be used exactly as it is. The URL may hold a passphrase: `redact` it before it is told to anyone. */
  output: StreamOutput;
  /** Wishes; a capture that cannot meet one delivers what comes nearest. */
  video: VideoSettings;
  /** Aborted when the capture has to stop, for whatever reason. */
  signal: AbortSignal;
  /** To be called once, when the first encoded bytes have left. */
  onDelivering(): void;
  /** To be called every 100 ms to 1 s while it delivers. */
  onProgress(progress: CaptureProgress): void;
};

/** How a capture ended: because it was told to, or by itself. */
export type CaptureEnd = { reason: 'stopped' } | { reason: 'failed'; failure: Failure };

/** What films and pushes, for one run at a time. */
export interface Capture {
  /** What the status calls it, such as `rpicam`. @default the `capture.type` of the configuration */
  readonly name?: string;
  /**
   * Finds out ahead of the first START what a capture would otherwise have to find out then (encoders, fonts, devices),
   * so that the first picture comes sooner. Called once; does not throw, since `run` reports what is missing.
   */
  prepare?(): Promise<void>;
  /**
   * Captures until `signal` aborts or it fails. Resolves only when the device, every process and every socket it used
   * are free again, within 3 s of the abort: the next run begins right then. Never rejects, restarts nothing.
   */
  run(request: CaptureRequest): Promise<CaptureEnd>;
  /** Makes the next picture of the running capture a keyframe. Absent: it cannot, and FORCE_KEYFRAME is rejected. */
  forceKeyframe?(): void;
}

/** A capture of a camera that this machine may have or not: `auto` and `doctor` ask. */
export interface CameraCapture extends Capture {
  /** Looks for its camera; null when it is there, else why not. What it finds out need not be asked again by `run`. Never rejects. */
  whyNot(signal?: AbortSignal): Promise<Failure | null>;
}
