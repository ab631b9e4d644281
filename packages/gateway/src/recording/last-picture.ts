/**
 * The newest picture of a camera that recordings hold, for snapshots of a gateway that has been started anew: it goes with
 * them when they are deleted. Used by the assembly of recordings.
 */
import type { RecalledPicture } from '../pictures/snapshots.js';
import type { RecordingCatalog } from './recording-catalog.js';

export type LastPictureDeps = { catalog: Pick<RecordingCatalog, 'ready' | 'list' | 'indexOf' | 'readMedia'> };

/** @returns `undefined` where there is none @throws GatewayError `storage_failed` */
export async function findLastPicture(
  { catalog }: LastPictureDeps,
  cameraId: string,
): Promise<RecalledPicture | undefined> {
  await catalog.ready();
  const [newest] = catalog.list(cameraId);
  if (!newest) return undefined;
  const { inits, segments } = await catalog.indexOf(newest);
  const segment = segments.findLast(({ key }) => key);
  const init = segment && inits[segment.initNumber];
  if (!segment || !init) return undefined;
  return {
    takenAtMs: segment.dateMs,
    tag: `${newest.recordingId}-${segment.at}`,
    async read() {
      const [initBytes, fragment] = await Promise.all(
        [init, segment].map(({ at, bytes }) => catalog.readMedia(newest, { at, byteLength: bytes })),
      );
      return { init: initBytes!, fragment: fragment! };
    },
  };
}
