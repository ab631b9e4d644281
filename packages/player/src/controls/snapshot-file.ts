/** A snapshot as a file that the browser saves. Called by `SnapshotSaver`. */

/** The camera and the local time, as in `front-door 2026-11-21 15.04.05.jpg`; no character that a file system refuses. */
export function snapshotFileName(cameraId: string, takenAt: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [takenAt.getFullYear(), two(takenAt.getMonth() + 1), two(takenAt.getDate())].join('-');
  const time = [takenAt.getHours(), takenAt.getMinutes(), takenAt.getSeconds()].map(two).join('.');
  return `${cameraId.replace(/[^\w-]+/g, '-') || 'camera'} ${day} ${time}.jpg`;
}

/**
 * Offers a file as a download, beside the page and without leaving it.
 *
 * @returns frees the file, when the browser has had time to save it
 */
export function saveFile(file: Blob, name: string): () => void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  return () => URL.revokeObjectURL(url);
}
