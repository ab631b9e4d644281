import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { IngestCallbacks } from '../ingest/ingest.js';
import { silentLogger } from '../log/logger.js';
import type { LiveStream } from '../store/live-stream.js';
import { TransportMuxer } from '../testing/transport-muxer.js';
import { createRun } from './run.js';

describe('createRun', () => {
  it('ends with a reason where its bytes cannot be read, and throws nothing at the ingest', () => {
    const ends: string[] = [];
    let ingest: IngestCallbacks | undefined;
    const sink = {
      setTracks: () => {
        throw new Error('a fault of ours');
      },
      write: () => {},
      end: () => {},
    };
    createRun({
      runId: 'run',
      live: { beginRun: () => sink } as unknown as LiveStream,
      arrivalDelayMs: 0,
      createIngest: (callbacks) => {
        ingest = callbacks;
        return {
          ended: new Promise(() => {}),
          output: undefined,
          start: async () => {},
          close: async () => {},
        };
      },
      onBytes: () => {},
      callbacks: {
        onFirstBytes: () => {},
        onTracks: () => {},
        onUnusable: () => {},
        onKeyframeWanted: () => {},
        onEnded: (reason, message) => ends.push(`${reason}: ${message}`),
      },
      logger: silentLogger,
    });
    const muxer = new TransportMuxer();
    ingest?.onBytes(muxer.programAssociation({ 1: 0x1000 }));
    ingest?.onBytes(muxer.programMap(0x1000, 1, [{ streamType: 0x1b, pid: 0x100 }]));
    ingest?.onBytes(muxer.programMap(0x1000, 1, [{ streamType: 0x1b, pid: 0x101 }], 1));
    assert.equal(ends.length, 1);
    assert.match(ends[0]!, /^ingest_failed: .*could not read/);
  });
});
