/**
 * The media of one stream that are in memory: files by their names, and how much all of them take. Owned by the segment
 * ring, which says what comes and what goes.
 */
import { showStill } from './gap.js';
import { type NamedInit, type Part, type Segment, withoutMedia } from './segment.js';

export class HeldMedia {
  readonly #files = new Map<string, Segment | Part | NamedInit>();
  /** Those whose media is here, oldest first; the last one may be open. */
  readonly #segments: Segment[] = [];
  #byteLength = 0;

  /** Bytes of all parts and segments. */
  get byteLength(): number {
    return this.#byteLength;
  }

  /** Oldest first, gaps included; the last one may be open. */
  get segments(): readonly Segment[] {
    return this.#segments;
  }

  /** A complete file by its name. That of a gap shows the newest picture, standing still. */
  find(name: string): Buffer | undefined {
    const file = this.#files.get(name);
    return file && 'stored' in file && file.isGap ? showStill(file) : file?.bytes;
  }

  /** The segment of this name, if it is complete, whether its media is still here or not. */
  segmentNamed(name: string): Segment | undefined {
    const file = this.#files.get(name);
    return file && 'stored' in file ? file : undefined;
  }

  addInit(init: NamedInit): void {
    this.#files.set(init.name, init);
  }

  forgetInit({ name }: NamedInit): void {
    this.#files.delete(name);
  }

  /** It has no media yet. */
  addSegment(segment: Segment): void {
    this.#segments.push(segment);
  }

  addPart(part: Part): void {
    this.#files.set(part.name, part);
    this.#byteLength += part.bytes.length;
  }

  /** It can be loaded as a whole from now on. */
  completed(segment: Segment): void {
    this.#files.set(segment.name, segment);
  }

  /** Its media leaves memory; the name stays known. @returns what takes its place */
  release(segment: Segment): Segment {
    this.#forgetMedia(segment);
    const released = withoutMedia(segment);
    this.#files.set(released.name, released);
    return released;
  }

  /** Nothing of it is known any more. */
  forget(segment: Segment): void {
    this.#forgetMedia(segment);
    this.#files.delete(segment.name);
  }

  clear(): void {
    this.#files.clear();
    this.#segments.length = 0;
    this.#byteLength = 0;
  }

  #forgetMedia(segment: Segment): void {
    const at = this.#segments.indexOf(segment);
    if (at === -1) return;
    this.#segments.splice(at, 1);
    for (const part of segment.parts) {
      this.#files.delete(part.name);
      this.#byteLength -= part.bytes.length;
    }
  }
}
